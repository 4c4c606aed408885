import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The test files of a layer in three parts. The first test that fails ends a run, so a change rarely needs all of them. */
export interface Parts {
  /** Named after a source that is changed: most often it notices. */
  own: string[];
  quick: string[];
  /** More than a second, or much to load. */
  slow: string[];
}

const tests = join(import.meta.dirname, '..');

const leftOut = [
  // Runs the client in processes of its own, which know nothing of the change. Takes 20 s.
  'client/frozen.test.ts',
  // Runs a desk in a process of its own, likewise.
  'desk/exit.test.ts',
  // As `webhook/memory.test.ts`.
  'desk/memory.test.ts',
  // Takes as long as its whole layer. It alone finds a leak, but little else.
  'webhook/memory.test.ts',
];

// What every face promises is tested with the faces, here with the plain one.
const more: Record<string, string[]> = { webhook: ['adapters/plain.test.ts'] };

const slow =
  /\/(broken-answers|busy|deadline|exotic-values|fetches|hostile-bodies|long-lived-signal|may-attempt|msw|never-sent|order|plain|retry|retry-after|tls)\.test/;

/** @param changed the sources that are changed, with their paths */
export function partsOf(layer: string, changed: string): Parts {
  const parts: Parts = { own: [], quick: [], slow: [] };
  const all = readdirSync(join(tests, layer), { encoding: 'utf8', recursive: true });
  const names = all.filter((name) => name.endsWith('.test.ts'));
  for (const file of [...names.map((name) => `${layer}/${name}`), ...(more[layer] ?? [])]) {
    if (leftOut.includes(file)) continue;
    const isOwn = changed.includes(`src/${file.replace('.test.ts', '.ts')}`);
    parts[isOwn ? 'own' : slow.test(file) ? 'slow' : 'quick'].push(file);
  }
  return parts;
}
