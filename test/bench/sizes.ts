import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type OutputFile } from 'esbuild';
import { builtEntry } from './prepare.ts';
import { layOut, type Row } from './report.ts';

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
        const bytes = gzippedBytes((await bundle(`export ${take} from ${JSON.stringify(builtEntry)}`)).code);
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

const sources = {
  main: "export * from './index.ts'",
  client: "export { GptBotsHumanClient } from './client/client.ts'",
  webhook: "export { createHumanWebhook } from './adapters/create-human-webhook.ts'",
  desk: "export * from './desk/index.ts'",
  Redis: "export * from './redis/index.ts'",
};

// What the files are for. The first that fits counts.
const purposes: [purpose: string, files: RegExp][] = [
  ['GPTBots’ fields: schemas', /^models\//],
  ['no secret in an error or a log', /^internal\/(foreign-text|part-finder|readings)\./],
  ['client: options, headers, environment', /^client\/(settings|headers|env)\./],
  ['client: what a failure means, and what to do', /^client\/(failure|advice|errors|judge|asked-wait)\./],
  ['client: whether a request had left', /^client\/(transport-failure|connect-errors)\./],
  ['client: calls in order, attempts, retries', /^client\//],
  ['webhook: is it a redelivery?', /^webhook\/(duplicates|fingerprint|keyed-hash|number-set)\./],
  ['webhook: reads and checks a body', /^webhook\/(parsing|charset|.*-fields|field-limits|availability-test)\./],
  ['webhook: answers and reports', /^webhook\/(replies|reports|log-limit|decline)\./],
  ['webhook: options, routes, secret', /^webhook\/(settings|routing|authentication|headers)\./],
  ['webhook: order, time limits, shutdown', /^webhook\//],
  ['webhook: node, fetch, and any framework', /^adapters\//],
  ['desk: rules of a session', /^desk\/rules\//],
  ['desk: store in memory', /^desk\/memory\//],
  ['desk: store on any database, events, pages', /^desk\/store\//],
  ['desk: errors, options, arguments', /^desk\/(errors|options|arguments)\./],
  ['desk: calls, replies on their way, hooks', /^desk\//],
  ['Redis: scripts that run in Redis', /^redis\/scripts?\./],
  ['Redis: store, events, encoding', /^redis\//],
  ['waiting, bytes, errors, checks of options', /^internal\//],
];

/**
 * What each kilobyte is for: the code of each entry, by its purpose, in kilobytes. Minified files cannot be compressed by
 * themselves, so each has its share of the whole.
 */
export async function sizeTable(isWanted: (name: string) => boolean): Promise<string[]> {
  if (!isWanted('size: what each kilobyte is for')) return [];
  const entries = await Promise.all(
    Object.entries(sources).map(async ([entry, code]) => ({ entry, ...(await weighByPurpose(code)) })),
  );
  const inKilobytes = (bytes: number | undefined) => (bytes ? (bytes / 1000).toFixed(1) : '').padStart(5);
  const lines = purposes.map(([purpose]) => [
    purpose,
    ...entries.map(({ shares }) => inKilobytes(shares.get(purpose))),
  ]);
  const total = ['all, minified and gzipped, in kB', ...entries.map(({ bytes }) => inKilobytes(bytes))];
  return [layOut(['what each kilobyte is for', ...entries.map(({ entry }) => entry)], [...lines, total])];
}

async function weighByPurpose(entry: string): Promise<{ bytes: number; shares: Map<string, number> }> {
  const { code, files } = await bundle(entry);
  const bytes = gzippedBytes(code);
  const shares = new Map<string, number>();
  for (const { file, minifiedBytes } of files) {
    const [purpose] = purposes.find(([, pattern]) => pattern.test(file)) ?? [];
    if (purpose === undefined) throw new Error(`expected to know what ${file} is for`);
    shares.set(purpose, (shares.get(purpose) ?? 0) + (minifiedBytes * bytes) / code.contents.byteLength);
  }
  return { bytes, shares };
}

interface Bundle {
  code: OutputFile;
  files: { file: string; minifiedBytes: number }[];
}

const sourceFolder = fileURLToPath(new URL('../../src', import.meta.url));

async function bundle(entry: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: sourceFolder },
    absWorkingDir: sourceFolder,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    external: ['zod', 'ofetch'],
    // It warns of each import that the package's `sideEffects: false` lets it leave out.
    logLevel: 'error',
    tsconfigRaw: {},
    metafile: true,
    write: false,
  });
  const [code] = outputFiles;
  const [output] = Object.values(metafile.outputs);
  if (!code || !output) throw new Error('expected esbuild to write one file');
  const files = Object.entries(output.inputs)
    .map(([file, { bytesInOutput }]) => ({ file, minifiedBytes: bytesInOutput }))
    .filter(({ file, minifiedBytes }) => minifiedBytes > 0 && file !== '<stdin>');
  return { code, files };
}

function gzippedBytes({ contents }: OutputFile): number {
  return gzipSync(contents, { level: 9 }).byteLength;
}
