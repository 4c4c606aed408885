import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

const shown = fileURLToPath(new URL('../../../examples/console', import.meta.url));

/**
 * Takes a picture of a page, into a folder that the test deletes again. With UPDATE_SCREENSHOTS=1 it goes to examples/console
 * instead, where README.md has it from.
 */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  const path = join(process.env.UPDATE_SCREENSHOTS === '1' ? shown : await temporaryFolder(), `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  expect((await stat(path)).size, `the bytes of ${name}.png`).toBeGreaterThan(10_000);
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gptbots-human-console-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
