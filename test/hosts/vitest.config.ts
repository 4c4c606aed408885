import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const installed = join(import.meta.dirname, 'node_modules/gptbots-human');
const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));

// The packed package, also for the files of other folders, which have none beside them.
const alias = Object.entries<{ import?: { default: string } }>(exports).flatMap(([entry, { import: module }]) =>
  module
    ? [{ find: new RegExp(`^${entry.replace('.', 'gptbots-human')}$`), replacement: join(installed, module.default) }]
    : [],
);

export default defineConfig({
  root: import.meta.dirname,
  resolve: { alias },
  test: {
    include: ['*.test.ts'],
    // Only so that a test which waits for ever ends.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    restoreMocks: true,
  },
});
