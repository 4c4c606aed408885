import { existsSync, readFileSync } from 'node:fs';

/** The version of this package. */
export function packageVersion(): string {
  // From dist/ it is one folder up, from src/cli/ two.
  const candidates = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
  const manifest = candidates.find((path) => existsSync(path));
  return manifest ? JSON.parse(readFileSync(manifest, 'utf8')).version : 'unknown';
}
