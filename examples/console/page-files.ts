import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (name: string) => fileURLToPath(new URL(`./page/${name}`, import.meta.url));

/** The page's files under their paths: one script and one style of all those in `page`. */
export async function pageFiles(): Promise<Map<string, { type: string; text: string }>> {
  const { outputFiles } = await build({
    entryPoints: [path('console.ts'), path('console.css')],
    ...{ bundle: true, write: false, outdir: '/', format: 'esm', target: 'es2022', logLevel: 'silent' },
    // The package is without side effects, this page is not.
    ignoreAnnotations: true,
  });
  const built = (end: string) => outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  return new Map([
    ['/', { type: 'html', text: await readFile(path('console.html'), 'utf8') }],
    ['/console.css', { type: 'css', text: built('.css') }],
    ['/console.js', { type: 'js', text: built('.js') }],
  ]);
}
