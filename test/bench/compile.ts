import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { benchFolder, builtUrl, cacheFolder } from './folders.ts';

/**
 * Compiles the programs of the child processes to plain JavaScript, so that no loader runs beside what is measured.
 * Returns the folder they are in.
 */
export async function compilePrograms(programs: string[]): Promise<string> {
  const folder = join(cacheFolder, 'programs');
  await build({
    entryPoints: programs.map((program) => join(benchFolder, `${program}.ts`)),
    outbase: benchFolder,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Without the project's `paths`, which lead to the sources.
    tsconfigRaw: {},
    plugins: [builtPackage],
    logLevel: 'warning',
  });
  return folder;
}

const builtPackage: Plugin = {
  name: 'built-package',
  setup({ onResolve }) {
    onResolve({ filter: /^gptbots-human(\/|$)/ }, ({ path }) => {
      const [, entry = 'index'] = path.split('/');
      return { path: builtUrl(entry), external: true };
    });
  },
};
