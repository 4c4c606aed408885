import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/helpers/longest-first.ts';
import { LeftOut } from './test/left-out.ts';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const all = ['test/**/*.test.ts', 'examples/**/*.test.ts'];

// These need a browser, a Redis, a Postgres, another runtime, or npm.
const system = [
  'bridges/chat-sdk/contract',
  'browser',
  'chaos',
  'examples',
  'package',
  'postgres',
  'redis',
  'runtimes',
  'sqlite',
  'stored',
].map((name) => `test/${name}/**/*.test.ts`);

// These run in both: in `unit` in memory and with small numbers, in `system` on a Redis and with large ones.
const both = [
  'test/desk/each-store/**/*.test.ts',
  'test/desk/guarantees/**/*.test.ts',
  'test/desk/model.test.ts',
  'test/fuzz/**/*.test.ts',
];

// The other unit tests take turns in a few processes, which load the package once. These have a process each.
const isolated = [
  // @hono/node-server puts its own Request and Response in place of the global ones.
  'test/adapters/{async-context,check-webhook,hono}.test.ts',
  'test/integration/handoff.test.ts',
  // They measure the memory of their process.
  'test/{desk,webhook}/memory.test.ts',
  // Loads the package twice.
  'test/internal/error.test.ts',
];

// `npm run test:hosts` installs what those need.
const hosts = 'test/hosts/**';

const unit = {
  provide: { isSystem: false },
  // Some more than there are cores, because many tests wait most of their time.
  maxWorkers: availableParallelism() + 3,
};

export default defineConfig({
  resolve: {
    alias: [
      { find: /^gptbots-human$/, replacement: source('./src/index.ts') },
      { find: /^gptbots-human\/(desk|postgres|redis|sqlite|testing)$/, replacement: source('./src/$1/index.ts') },
      { find: /^gptbots-human\/bridge$/, replacement: source('./src/bridges/index.ts') },
      { find: /^gptbots-human\/(chat-sdk|chatwoot)$/, replacement: source('./src/bridges/$1/index.ts') },
      { find: /^gptbots-human\/testing\/(store|bridge)$/, replacement: source('./src/testing/$1/index.ts') },
      { find: /^gptbots-human\/opentelemetry$/, replacement: source('./src/telemetry/index.ts') },
      { find: /^gptbots-human\/testing\/msw$/, replacement: source('./src/testing/msw.ts') },
      { find: /^better-sqlite3$/, replacement: source('./test/sqlite/support/better-sqlite3.ts') },
      { find: /^gptbots-human\/(koa|fastify)$/, replacement: source('./src/adapters/$1.ts') },
    ],
  },
  test: {
    // Only so that a test which waits for ever ends: on a busy machine everything may take ten times as long.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    restoreMocks: true,
    expect: { poll: { timeout: 60_000 } },
    globalSetup: './test/helpers/program-folder.ts',
    reporters: ['default', new LeftOut()],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          ...unit,
          name: 'unit',
          include: all,
          exclude: [...system, ...isolated, hosts, '**/node_modules/**'],
          isolate: false,
          setupFiles: './test/helpers/leaves-no-trace.ts',
        },
      },
      { extends: true, test: { ...unit, name: 'unit-isolated', include: isolated } },
      {
        extends: true,
        test: {
          name: 'system',
          include: [...system, ...both],
          provide: { isSystem: true },
          // They wait most of their time, and each starts servers and processes of its own. On two cores, vitest would take one.
          maxWorkers: Math.max(2, availableParallelism()),
          // After the unit tests, where both run.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
