import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';

const seed = Number(process.env.FUZZ_SEED ?? 1);

it(`answers 20,000 requests of every kind, each once and as the table says (seed ${seed})`, async () => {
  const report = await fuzz({ requests: 20_000, seed });
  expect(report.findings, `to look at one: npm run fuzz -- --seed ${seed} --only <number>`).toEqual([]);
  // The rest must have been turned down, broken off, or answered from memory.
  expect(report.handled, 'expected this test to reach the handlers').toBeGreaterThan(report.requests / 5);
  expect(report.probes).toBeGreaterThan(0);
});
