import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { apiFaults, webhookFaults } from '../../src/testing/faults.ts';
import { codes, guides, table } from './document.ts';

it("the guide's table of faults names each of them", () => {
  const named = table('fault').flatMap(([names]) => codes(names));
  expect(new Set(named)).toEqual(new Set([...apiFaults, ...webhookFaults]));
});

it('the guide to testing names every sample and every edition of establish', () => {
  const text = guides.find(({ path }) => path === 'examples/testing/README.md')?.lines.join('\n');
  for (const edition of samples.editions) expect(text).toContain(`\`${edition}\``);
  for (const [name, value] of Object.entries(samples)) {
    if (typeof value === 'function') expect(text).toContain(`.${name}()`);
  }
});
