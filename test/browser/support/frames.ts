import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

/** Opens the page of `npm run demo`; fails the test when one of its frames has an error. */
export async function openFrames(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 760 }, colorScheme: 'light' });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  onTestFinished(async () => {
    await context.close();
    expect(errors, 'errors in the page').toEqual([]);
  });
  await page.goto(url);
  return page;
}

/** The visitor's frame. */
export function visitorIn(page: Page) {
  const frame = page.frameLocator('iframe[title="Visitor"]');
  return {
    countdown: frame.getByRole('timer'),
    async start(question: string) {
      await frame.getByText('Who is asking').click();
      await frame.getByRole('textbox', { name: 'Question' }).fill(question);
      await frame.getByRole('button', { name: 'Talk to a human' }).click();
    },
    shows: (text: string) =>
      frame.getByRole('log', { name: 'Conversation' }).getByText(text, { exact: true }).waitFor(),
    async say(text: string) {
      await frame.getByRole('textbox', { name: 'Message' }).fill(text);
      await frame.getByRole('button', { name: 'Send' }).click();
    },
  };
}
