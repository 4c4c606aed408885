/**
 * `npm run test:mutants -- src/webhook`: changes these sources in small ways, one at a time, and says which changes no
 * test notices. Only the tests of the same layer count (test/webhook for src/webhook), so that a layer's own tests are
 * measured and a run takes minutes: about a second for each change, but for those that no test notices.
 *
 *     npm run test:mutants -- src/webhook
 *     npm run test:mutants -- src/client/retry.ts src/client/failure.ts
 *     npm run test:mutants -- src/desk/rules.ts:20-80
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const sources = process.argv.slice(2);
const layers = new Set(sources.map((path) => /^src\/(\w+)/.exec(path)?.[1]));
const [layer] = layers;
if (layer === undefined || layers.size !== 1) {
  console.error(
    'usage: npm run test:mutants -- <files or folders of one layer, as src/webhook or src/client/retry.ts>',
  );
  process.exit(1);
}
const mutate = sources.map((path) => (/\.ts(:|$)/.test(path) ? path : `${path}/**/*.ts`)).join(',');
const config = join(import.meta.dirname, 'stryker.config.mjs');
const { status } = spawnSync('npx', ['stryker', 'run', config, '--mutate', mutate], {
  cwd: resolve(import.meta.dirname, '../..'),
  env: { ...process.env, MUTANTS_OF: layer, MUTANTS_IN: mutate },
  stdio: 'inherit',
});
process.exit(status ?? 1);
