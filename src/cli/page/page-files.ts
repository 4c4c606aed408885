import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A file that the page's server serves. */
export interface PageFile {
  type: string;
  text: string;
}

/**
 * What the page consists of, by its path, made from its sources. The build of this package puts the files in the place of
 * this module, so that what is published needs no tools.
 */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  // Not at the top: a development dependency.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [source('page.ts'), source('page.css')],
    bundle: true,
    write: false,
    outdir: '/',
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  const bundled = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return new Map([
    ['/', { type: 'text/html', text: await readFile(source('page.html'), 'utf8') }],
    ['/page.css', { type: 'text/css', text: bundled('.css') }],
    ['/page.js', { type: 'text/javascript', text: bundled('.js') }],
  ]);
}

function source(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
