import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'tsup';

/** Bundles and minifies a line of code in an application's folder, as an application is; zod and ofetch stay outside. */
export async function bundle(folder: string, code: string): Promise<string> {
  const outDir = await mkdtemp(join(folder, 'bundle-'));
  const entry = join(outDir, 'entry.js');
  await writeFile(entry, code);
  await build({
    config: false,
    entry: { bundle: entry },
    outDir,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    splitting: false,
    silent: true,
    external: ['zod', 'ofetch'],
    noExternal: [/^gptbots-human/],
  });
  return readFile(join(outDir, 'bundle.js'), 'utf8');
}

/** What the code weighs on its way over the wire. */
export function gzippedBytes(code: string): number {
  return gzipSync(code, { level: 9 }).byteLength;
}
