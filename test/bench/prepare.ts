import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where the sources of the bench are. */
const benchFolder = at('.');

/** The built package: what is measured is what gets published. */
export const builtEntry = at('../../dist/index.js');

/** What the bench compiles and installs for itself. */
export const cacheFolder: string = at('../../node_modules/.cache/gptbots-human-bench/');

/** A package that was built. */
export interface BuiltPackage {
  /** The folder it is in. */
  dist: string;
  /** The folder for the programs that import it. */
  programs: string;
}

const present: BuiltPackage = { dist: at('../../dist/'), programs: 'programs' };

/**
 * Compiles the programs of the child processes to plain JavaScript, so that no loader runs beside what is measured.
 * Returns the folder they are in.
 *
 * @param built where the built package is that they import, and what they are to be called. @default this one
 */
export async function compilePrograms(programs: string[], built: BuiltPackage = present): Promise<string> {
  const folder = join(cacheFolder, built.programs);
  await build({
    entryPoints: programs.map((program) => join(benchFolder, `${program}.ts`)),
    outbase: benchFolder,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What a program imports when it is chosen stays out of the others.
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Without the project's `paths`, which lead to the sources.
    tsconfigRaw: {},
    plugins: [imported(built)],
    logLevel: 'warning',
  });
  return folder;
}

function imported({ dist }: BuiltPackage): Plugin {
  return {
    name: 'built-package',
    setup({ onResolve }) {
      onResolve({ filter: /^gptbots-human(\/|$)/ }, ({ path }) => {
        const [, entry = 'index'] = path.split('/');
        return { path: pathToFileURL(join(dist, `${entry}.js`)).href, external: true };
      });
    },
  };
}

// Pinned: a ratio against whatever is newest today could not be compared with yesterday's.
const rivals = { '@octokit/webhooks': '14.2.0', grammy: '1.46.0' };

/**
 * Installs the packages only the bench needs, beside its compiled programs. Returns why that failed, or undefined when
 * they are there.
 */
export async function installRivals(): Promise<string | undefined> {
  if (await areInstalled()) return undefined;
  try {
    await mkdir(cacheFolder, { recursive: true });
    await writeFile(join(cacheFolder, 'package.json'), JSON.stringify({ private: true, dependencies: rivals }));
    await promisify(execFile)(
      'npm',
      ['install', '--prefix', cacheFolder, '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'],
      { cwd: cacheFolder, timeout: 60_000, shell: process.platform === 'win32' },
    );
    return undefined;
  } catch (error) {
    // npm's whole complaint, of which the first lines say enough.
    return String(error).split('\n').slice(0, 3).join('; ');
  }
}

async function areInstalled(): Promise<boolean> {
  const found = await Promise.all(
    Object.entries(rivals).map(async ([name, version]) => (await installedVersion(name)) === version),
  );
  return found.every(Boolean);
}

async function installedVersion(name: string): Promise<string | undefined> {
  try {
    const file = await readFile(join(cacheFolder, 'node_modules', name, 'package.json'), 'utf8');
    // Every published package has a version.
    return (JSON.parse(file) as { version: string }).version;
  } catch {
    return undefined;
  }
}
