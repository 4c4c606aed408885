import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LeftOut } from './test/left-out.ts';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const all = ['test/**/*.test.ts', 'examples/**/*.test.ts'];

// These need a browser, a Redis, another runtime, or npm.
const system = ['browser', 'chaos', 'examples', 'package', 'redis', 'runtimes'].map(
  (name) => `test/${name}/**/*.test.ts`,
);

// These run in both: in `unit` in memory and with small numbers, in `system` on a Redis and with large ones.
const both = [
  'test/desk/each-store/**/*.test.ts',
  'test/desk/guarantees/**/*.test.ts',
  'test/desk/model/**/*.test.ts',
  'test/fuzz/**/*.test.ts',
];

// `npm run test:hosts` installs what those need.
const hosts = 'test/hosts/**';

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
    // Only so that a test which waits for ever ends: on a busy machine everything may take ten times as long.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    restoreMocks: true,
    expect: { poll: { timeout: 60_000 } },
    reporters: ['default', new LeftOut()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: all,
          exclude: [...system, hosts, '**/node_modules/**'],
          provide: { isSystem: false },
          // All cores: by default, vitest leaves one idle.
          maxWorkers: '100%',
        },
      },
      { extends: true, test: { name: 'system', include: [...system, ...both], provide: { isSystem: true } } },
    ],
  },
});
