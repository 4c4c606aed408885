import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

const examples = fileURLToPath(new URL('../../../examples', import.meta.url));

/**
 * Takes a picture of a page, into a folder that the test deletes again. With UPDATE_SCREENSHOTS=1 it goes to the guide's
 * folder under examples/ instead, where its README.md has it from.
 */
export async function takeScreenshot(page: Page, name: string, guide = 'console'): Promise<void> {
  const folder = process.env.UPDATE_SCREENSHOTS === '1' ? join(examples, guide) : await temporaryFolder();
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  expect((await stat(path)).size, `the bytes of ${name}.png`).toBeGreaterThan(10_000);
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gptbots-human-console-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
