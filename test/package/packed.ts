import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The repository. */
export const root = resolve(import.meta.dirname, '../..');

/** The package as npm would publish it. */
export interface Packed {
  tarball: string;
  /** What is in it, relative to the package's folder. */
  files: string[];
  remove(): Promise<void>;
}

// All that goes into the package or is needed to build it; the rest of the repository must not matter.
const inputs = [
  ...['src', 'package.json', 'tsconfig.json', 'tsup.config.ts'],
  ...['README.md', 'CHANGELOG.md', 'LICENSE', '.github', 'examples'],
];

/** Packs the package; npm's `prepack` builds it. In a copy, so that nobody loses the `dist` they are working with. */
export async function packPackage(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'gptbots-human-packed-'));
  for (const input of inputs.filter((one) => existsSync(join(root, one)))) {
    await cp(join(root, input), join(folder, input), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const { stdout } = await run('npm', ['pack', '--json', '--silent'], { cwd: folder });
  // The build may print before npm does.
  const [report]: [{ filename: string; files: { path: string }[] }] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
  return {
    tarball: join(folder, report.filename),
    files: report.files.map((file) => file.path),
    remove: () => rm(folder, { recursive: true }),
  };
}
