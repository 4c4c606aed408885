import { defineConfig } from 'tsup';

const entryPoints = {
  index: 'src/index.ts',
  koa: 'src/adapters/koa.ts',
  fastify: 'src/adapters/fastify.ts',
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

export default defineConfig({
  entry: { ...entryPoints, ...parts },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // One copy of each class, however many entry points an application imports, in both formats.
  splitting: true,
  dts: { entry: entryPoints },
  clean: true,
  silent: true,
});
