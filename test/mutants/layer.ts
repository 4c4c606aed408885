import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, inject } from 'vitest';

// All tests of a layer as those of one file: the sources are loaded once for each change, and not once for each file.

const leftOut = [
  // Runs the client in processes of its own, which know nothing of the change. Takes 20 s.
  'client/frozen.test.ts',
  // Takes as long as its whole layer. It alone finds a leak, but little else.
  'webhook/memory.test.ts',
];

// More than a second each.
const slow =
  /^(broken-answers|busy|deadline|exotic-values|fetches|hostile-bodies|long-lived-signal|may-attempt|never-sent|order|retry|retry-after)\./;

// What every face promises is tested with the faces, here with the plain one.
const more = new Map([['webhook', ['../adapters/plain.test.ts']]]);

const { layer, changed } = inject('mutants');
const folder = join(import.meta.dirname, '..', layer);
const files = [...readdirSync(folder), ...(more.get(layer) ?? [])]
  .filter((name) => name.endsWith('.test.ts') && !leftOut.includes(`${layer}/${name}`))
  .filter(isAsked)
  .sort((one, other) => rankOf(one) - rankOf(other));

for (const name of files) {
  describe(name, async () => {
    await import(join(folder, name));
  });
}

// Stryker runs the tests that reach a change by their names, of which that of the file comes first.
function isAsked(name: string): boolean {
  // How vitest tells its workers; there is no other way to learn the pattern.
  const worker = Reflect.get(globalThis, '__vitest_worker__') as { config: { testNamePattern?: RegExp } };
  const pattern = worker.config.testNamePattern?.source.replaceAll('\\', '');
  return pattern === undefined || pattern.includes(`${name} `);
}

// The first test that fails ends a run: that of the file itself, most often, and rarely one that takes long.
function rankOf(name: string): number {
  if (changed.includes(name.replace(/\.test\.ts$/, '.ts'))) return 0;
  return slow.test(name) ? 2 : 1;
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** The layer whose tests are run, and the sources that are changed. */
    mutants: { layer: string; changed: string };
  }
}
