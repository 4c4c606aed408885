import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';

const source = (name: string) => readFile(new URL(`./page/${name}`, import.meta.url), 'utf8');

/** The page's files under their paths, its TypeScript made JavaScript. */
export async function pageFiles(): Promise<Map<string, { type: string; text: string }>> {
  const { code } = await transform(await source('console.ts'), { loader: 'ts', target: 'es2022' });
  return new Map([
    ['/', { type: 'html', text: await source('console.html') }],
    ['/console.css', { type: 'css', text: await source('console.css') }],
    ['/console.js', { type: 'js', text: code }],
  ]);
}
