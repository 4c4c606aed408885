import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import all from '../../vitest.config.ts';
import { partsOf } from './parts.ts';

const { projects: _, ...test } = all.test ?? {};
const parts = partsOf(process.env.MUTANTS_OF ?? '', process.env.MUTANTS_IN ?? '');
const filled = Object.entries(parts).filter(([, files]) => files.length > 0);

// The unit tests of one layer.
export default defineConfig({
  ...all,
  root: resolve(import.meta.dirname, '../..'),
  test: {
    ...test,
    include: filled.map(([name]) => `test/mutants/${name}.ts`),
    sequence: {
      sequencer: class InOrder extends BaseSequencer {
        override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
          return files.sort((one, other) => one.moduleId.localeCompare(other.moduleId));
        }
      },
    },
    // Many a change makes a test wait for what does not come.
    testTimeout: 10_000,
    expect: { poll: { timeout: 4_000 } },
    provide: { isSystem: false, mutants: parts },
  },
});
