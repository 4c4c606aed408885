import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, inject } from 'vitest';

const leftOut = [
  // Runs the client in processes of its own, which know nothing of the change. Takes 20 s.
  'client/frozen.test.ts',
  // Takes as long as its whole layer. It alone finds a leak, but little else.
  'webhook/memory.test.ts',
];

// More than a second each. The first test that fails ends a run, so they come last.
const slow =
  /^(broken-answers|busy|deadline|exotic-values|fetches|hostile-bodies|long-lived-signal|may-attempt|never-sent|order|retry|retry-after)\.test\.ts$/;

const layer = inject('layer');
const folder = join(import.meta.dirname, '..', layer);
const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts') && !leftOut.includes(`${layer}/${name}`));

// All tests of a layer as those of one file: the sources are loaded once for each change, and not once for each file.
for (const name of [...files.filter((file) => !slow.test(file)), ...files.filter((file) => slow.test(file))]) {
  describe(name, async () => {
    await import(join(folder, name));
  });
}

declare module 'vitest' {
  export interface ProvidedContext {
    layer: string;
  }
}
