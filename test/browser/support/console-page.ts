import type { Browser, BrowserContextOptions, FrameLocator, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

type Part = ReturnType<Page['getByRole']>;
type List = 'Waiting' | 'Connected' | 'Closed';

/** The console as an agent finds their way in it: by roles and names. */
export interface ConsolePage {
  page: Page;
  name: Part;
  log: Part;
  reply: Part;
  send: Part;
  close: Part;
  farewell: Part;
  take: Part;
  hand: Part;
  release: Part;
  back: Part;
  filter: Part;
  /** Which label to show. */
  label: Part;
  /** The labels of the open conversation, and where to add one. */
  labels: Part;
  newLabel: Part;
  notice: Part;
  /** What is read out to those who do not see it. */
  news: Part;
  newMessage: Part;
  alert: Part;
  /** The entries of a list. */
  list(name: List): Part;
  /** Opens the conversation of somebody, once it is in a list. */
  open(list: List, who?: string): Promise<void>;
  /** Resolves once somebody is in a list, with a text beside the name. */
  has(list: List, text: string | RegExp): Promise<void>;
  /** Closes the conversation, with a farewell if there is one. */
  end(farewell?: string): Promise<void>;
  /** Writes a reply and sends it. */
  answer(text: string): Promise<void>;
  /** Resolves once the conversation shows a text. */
  shows(text: string | RegExp): Promise<void>;
  /** What the conversation shows, in order, without who and when. */
  texts(): Promise<string[]>;
  /** The line of a message, with all that is said of it. */
  line(text: string): Part;
}

/** What to expect of a page beside what it is opened with. */
export interface ConsoleOptions extends BrowserContextOptions {
  /** The agent's name. */
  name?: string;
  /** Errors of the page that the test provokes. */
  provoked?: RegExp;
}

/** Opens a console in a browser profile of its own, as the agent of a name; fails the test when the page has an error. */
export async function openConsole(browser: Browser, url: string, options: ConsoleOptions = {}): Promise<ConsolePage> {
  const { name, provoked, ...rest } = options;
  const context = await browser.newContext(rest);
  onTestFinished(() => context.close());
  const opened = await openTab(await context.newPage(), url, provoked);
  if (name) await opened.name.fill(name);
  return opened;
}

/** Opens a console in a page that is there. */
export async function openTab(page: Page, url: string, provoked?: RegExp): Promise<ConsolePage> {
  page.setDefaultTimeout(60_000);
  failOnErrors(page, provoked);
  await page.goto(url);
  await page.getByRole('status').getByText('Live').waitFor();
  return consolePage(page, page);
}

/** The parts of a console in a page, or in a frame of it. */
export function consolePage(page: Page, within: Page | FrameLocator): ConsolePage {
  const button = (name: string) => within.getByRole('button', { name, exact: true });
  const log = within.getByRole('log', { name: 'Conversation' });
  const reply = within.getByRole('textbox', { name: 'Reply' });
  const send = button('Send');
  const list = (name: List) =>
    within.getByRole('list', { name, exact: true }).getByRole('listitem').getByRole('button');
  return {
    page,
    name: within.getByRole('textbox', { name: 'Your name' }),
    log,
    reply,
    send,
    close: button('Close conversation'),
    farewell: within.getByRole('textbox', { name: 'Farewell' }),
    take: button('Take'),
    hand: button('Hand to…'),
    release: button('Release'),
    back: button('Back to conversations'),
    filter: within.getByRole('textbox', { name: 'Filter' }),
    label: within.getByRole('combobox', { name: 'Label', exact: true }),
    labels: within.getByRole('list', { name: 'Labels' }),
    newLabel: within.getByRole('combobox', { name: 'Add a label' }),
    notice: button('Notice'),
    news: within.locator('#news'),
    newMessage: button('New message'),
    alert: within.getByRole('alert'),
    list,
    async open(name, who) {
      await list(name)
        .filter(who === undefined ? {} : { hasText: who })
        .first()
        .click();
    },
    has: (name, text) => list(name).filter({ hasText: text }).first().waitFor(),
    async end(farewell = '') {
      await button('Close conversation').click();
      await within.getByRole('textbox', { name: 'Farewell' }).fill(farewell);
      await button('Close now').click();
    },
    async answer(text) {
      await reply.fill(text);
      await send.click();
    },
    shows: (text) => log.getByText(text, typeof text === 'string' ? { exact: true } : {}).waitFor(),
    texts: () => log.locator('.text').allTextContents(),
    line: (text) => log.locator('.line').filter({ has: page.getByText(text, { exact: true }) }),
  };
}

function failOnErrors(page: Page, provoked?: RegExp): void {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !provoked?.test(message.text())) errors.push(message.text());
  });
  onTestFinished(() => expect(errors, 'errors in the console of the page').toEqual([]));
}
