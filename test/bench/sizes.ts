import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { builtEntry } from './prepare.ts';
import type { Row } from './report.ts';

const sizes = [
  { name: 'size: main entry, minified and gzipped', take: '*', targetBytes: 10_000 },
  { name: 'size: client alone, minified and gzipped', take: '{ GptBotsHumanClient }', targetBytes: 5_000 },
];

/** Weighs our own code, without zod and ofetch, as an application's bundler would take it in. */
export function sizeRows(isWanted: (name: string) => boolean): Promise<Row[]> {
  return Promise.all(
    sizes
      .filter(({ name }) => isWanted(name))
      .map(async ({ name, take, targetBytes }): Promise<Row> => {
        const bytes = await gzippedBytes(`export ${take} from ${JSON.stringify(builtEntry)}`);
        return {
          name,
          result: `${bytes} B`,
          target: `<= ${targetBytes} B`,
          verdict: bytes <= targetBytes ? 'met' : 'missed',
          spread: '-',
          rounds: 1,
        };
      }),
  );
}

async function gzippedBytes(entry: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: '.' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    external: ['zod', 'ofetch'],
    // It warns of each import that the package's `sideEffects: false` lets it leave out.
    logLevel: 'error',
    tsconfigRaw: {},
    write: false,
  });
  const [output] = outputFiles;
  if (!output) throw new Error('expected esbuild to write one file');
  return gzipSync(output.contents, { level: 9 }).byteLength;
}
