import type { Plugin } from 'esbuild';
import { defineConfig, type Options } from 'tsup';
import { pageFiles } from './src/cli/page/page-files.ts';

const entryPoints = {
  index: 'src/index.ts',
  koa: 'src/adapters/koa.ts',
  fastify: 'src/adapters/fastify.ts',
  desk: 'src/desk/index.ts',
  postgres: 'src/postgres/index.ts',
  redis: 'src/redis/index.ts',
  sqlite: 'src/sqlite/index.ts',
  bridge: 'src/bridges/index.ts',
  'chat-sdk': 'src/bridges/chat-sdk/index.ts',
  chatwoot: 'src/bridges/chatwoot/index.ts',
  opentelemetry: 'src/telemetry/index.ts',
  testing: 'src/testing/index.ts',
  'testing/msw': 'src/testing/msw.ts',
  'testing/store': 'src/testing/store/index.ts',
  'testing/bridge': 'src/testing/bridge/index.ts',
};

// What index.ts puts together. Each in a file of its own, so that a bundler leaves out what an application does not use:
// it goes by files, as it cannot know that the schemas in them are made without side effects.
const parts = {
  'parts/models': 'src/models/webhook.ts',
  'parts/api': 'src/models/api.ts',
  'parts/client': 'src/client/client.ts',
  'parts/webhook': 'src/adapters/create-human-webhook.ts',
  'parts/decline': 'src/webhook/decline.ts',
  'parts/error': 'src/internal/error.ts',
};

// The files of the simulator's page, which src/cli makes each time when it runs from its sources.
export const readyMadePage: Plugin = {
  name: 'ready-made-page',
  setup(build) {
    build.onLoad({ filter: /[\\/]page-files\.ts$/ }, async () => ({
      contents: `export const pageFiles = async () => new Map(${JSON.stringify([...(await pageFiles())])});`,
    }));
  },
};

const library: Options = {
  entry: { ...entryPoints, ...parts },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // One copy of each class, however many entry points an application imports, in both formats.
  splitting: true,
  dts: { entry: entryPoints },
  external: [/^node:/, 'msw'],
  // `node:http` stays `node:http`: Deno and Workers know no other name for it.
  removeNodeProtocol: false,
  // The two configurations are built at the same time; neither may remove what the other has written.
  clean: ['!cli.js'],
  silent: true,
};

const commandLine: Options = {
  entry: { cli: 'src/cli/cli.ts' },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  esbuildPlugins: [readyMadePage],
  removeNodeProtocol: false,
  splitting: false,
  silent: true,
};

export default defineConfig([library, commandLine]);
