import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^gptbots-human$/, replacement: source('./src/index.ts') },
      { find: /^gptbots-human\/(desk|redis|testing)$/, replacement: source('./src/$1/index.ts') },
      { find: /^gptbots-human\/testing\/msw$/, replacement: source('./src/testing/msw.ts') },
      { find: /^gptbots-human\/(koa|fastify)$/, replacement: source('./src/adapters/$1.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    // `npm run test:hosts` installs what those need.
    exclude: ['test/hosts/**', '**/node_modules/**'],
    // Only so that a test which waits for ever ends: on a busy machine everything may take ten times as long.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    restoreMocks: true,
    expect: { poll: { timeout: 60_000 } },
  },
});
