import { join } from 'node:path';
import { describe, inject } from 'vitest';
import type { Parts } from './parts.ts';

/** Has the tests of a part run as those of one file: what they share is loaded once for each change. */
export function runPart(name: keyof Parts): void {
  for (const file of inject('mutants')[name].filter(isAsked)) {
    describe(file, async () => {
      await import(join(import.meta.dirname, '..', file));
    });
  }
}

// Stryker runs the tests that reach a change by their names, of which that of the file comes first.
function isAsked(file: string): boolean {
  // How vitest tells its workers; there is no other way to learn the pattern.
  const worker = Reflect.get(globalThis, '__vitest_worker__') as { config: { testNamePattern?: RegExp } };
  const pattern = worker.config.testNamePattern?.source.replaceAll('\\', '');
  return pattern === undefined || pattern.includes(`${file} `);
}

declare module 'vitest' {
  export interface ProvidedContext {
    mutants: Parts;
  }
}
