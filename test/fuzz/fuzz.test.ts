import { expect, it } from 'vitest';
import { isSystem } from '../helpers/project.ts';
import { fuzz } from './fuzz.ts';

const seed = Number(process.env.FUZZ_SEED ?? 1);
const requests = isSystem ? 20_000 : 2_000;

it(`answers ${requests} requests of every kind, each once and as the table says (seed ${seed})`, async () => {
  const report = await fuzz({ requests, seed });
  expect(report.findings, `to look at one: npm run fuzz -- --seed ${seed} --only <number>`).toEqual([]);
  // The rest must have been turned down, broken off, or answered from memory.
  expect(report.handled, 'expected this test to reach the handlers').toBeGreaterThan(report.requests / 5);
  expect(report.probes).toBeGreaterThan(0);
});
