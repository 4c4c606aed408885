import { fileURLToPath, pathToFileURL } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where the sources of the bench are. */
export const benchFolder = at('.');

/** The built package: what is measured is what gets published. */
export const builtEntry = at('../../dist/index.js');

/** Where an entry point of it is, to be imported. */
export function builtUrl(entry: string): string {
  return pathToFileURL(at(`../../dist/${entry}.js`)).href;
}

/** What the bench compiles and installs for itself. */
export const cacheFolder = at('../../node_modules/.cache/gptbots-human-bench/');
