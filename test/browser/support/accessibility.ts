import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from 'playwright-core';
import { expect } from 'vitest';

// Read, not imported: it runs in the page.
const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const axe = readFileSync(path, 'utf8');

/** Fails when axe finds something in a page that a person with a disability would stumble over. */
export async function expectAccessible(page: Page | Frame, state: string): Promise<void> {
  await page.evaluate(axe);
  const found: unknown = await page.evaluate(async () => {
    // What the script above has put there.
    const { axe } = window as unknown as { axe: Axe };
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
  expect(found, `what axe finds ${state}`).toEqual([]);
}

interface Axe {
  run(options: object): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }>;
}
