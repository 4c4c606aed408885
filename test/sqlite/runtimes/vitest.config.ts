import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import project from '../../../vitest.config.ts';

export default defineConfig({
  root: resolve(import.meta.dirname, '../../..'),
  resolve: project.resolve ?? {},
  test: { include: ['test/sqlite/runtimes/node.ts'], testTimeout: 120_000 },
});
