import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import all from '../../vitest.config.ts';

const { projects: _, ...test } = all.test ?? {};

// The unit tests of one layer.
export default defineConfig({
  ...all,
  root: resolve(import.meta.dirname, '../..'),
  test: {
    ...test,
    include: ['test/mutants/layer.ts'],
    // Many a change makes a test wait for what does not come.
    testTimeout: 10_000,
    expect: { poll: { timeout: 4_000 } },
    provide: {
      isSystem: false,
      mutants: { layer: process.env.MUTANTS_OF ?? '', changed: process.env.MUTANTS_IN ?? '' },
    },
  },
});
