import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import all from '../../vitest.config.ts';

const layer = process.env.MUTANTS_OF ?? '*';
const { projects: _, ...test } = all.test ?? {};

// The unit tests of one layer.
export default defineConfig({
  ...all,
  root: resolve(import.meta.dirname, '../..'),
  test: {
    ...test,
    include: [`test/${layer}/**/*.test.ts`],
    exclude: ['**/node_modules/**'],
    provide: { isSystem: false },
  },
});
