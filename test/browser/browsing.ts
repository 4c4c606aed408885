import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** The page as its visitor finds their way in it: by roles and names. */
export interface VisitorPage {
  page: Page;
  talk: ReturnType<Page['getByRole']>;
  message: ReturnType<Page['getByRole']>;
  send: ReturnType<Page['getByRole']>;
  leave: ReturnType<Page['getByRole']>;
  log: ReturnType<Page['getByRole']>;
  status: ReturnType<Page['getByRole']>;
  calls: ReturnType<Page['getByRole']>;
  /** Resolves once the status reads so. */
  reads(status: 'connecting' | 'busy' | 'connected' | 'ended'): Promise<void>;
  /** What the conversation shows, in order, without who and when. */
  texts(): Promise<string[]>;
  /** Resolves once the conversation shows a text. */
  shows(text: string): Promise<void>;
  say(text: string): Promise<void>;
}

/** Opens the page in a tab of its own; fails the test when the page has an error. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<VisitorPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    if (errors.length > 0) throw new Error(`expected no errors in the page:\n${errors.join('\n')}`);
  });
  await page.goto(url);
  return visitorPage(page);
}

/** The parts of a page that is open. */
export function visitorPage(page: Page): VisitorPage {
  const log = page.getByRole('log', { name: 'Conversation' });
  const message = page.getByRole('textbox', { name: 'Message' });
  const send = page.getByRole('button', { name: 'Send', exact: true });
  return {
    page,
    talk: page.getByRole('button', { name: 'Talk to a human' }),
    message,
    send,
    leave: page.getByRole('button', { name: 'Leave' }),
    log,
    status: page.getByRole('status'),
    calls: page.getByRole('list', { name: 'Webhooks and API calls' }).getByRole('listitem'),
    reads: (status) => page.locator(`[role=status]:text-is("${status}")`).waitFor(),
    texts: () => log.locator('.text').allTextContents(),
    shows: (text) => log.getByText(text, { exact: true }).waitFor(),
    async say(text) {
      await message.fill(text);
      await send.click();
    },
  };
}
