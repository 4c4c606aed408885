import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { closedPort } from '../helpers/closed-port.ts';
import { openPage, type VisitorPage } from './browsing.ts';
import { describeInChromium } from './describe-in-chromium.ts';
import { startHandoff, startSimulator } from './handoff.ts';

describeInChromium('the list of calls', (browser) => {
  it('shows request and answer with their headers, and no secret', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.shows('Hello.');
    const establish = visitor.calls.first();
    await establish.getByText(/\d ms/).waitFor();
    await establish.locator('summary').click();
    const headers = establish.locator('dl');
    expect(await headers.first().innerText()).toMatch(/authorization\s+Bearer \[redacted\]/);
    expect(await headers.nth(1).innerText()).toMatch(/content-type\s+application\/json/);
    expect(await visitor.page.content()).not.toContain('the-webhook-secret');
  });

  it('is filtered by text, kind, failure and conversation, and says how to see all again', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.shows('Hello.');
    await visitor.say('lose this');
    await visitor.say('and keep this');
    await visitor.shows('You wrote: and keep this');
    await visitor.calls.nth(4).getByText(/\d ms/).waitFor();
    const filter = visitor.page.getByRole('textbox', { name: 'Filter calls' });
    await filter.fill('KEEP');
    expect(await names(visitor)).toEqual(['chat', 'sendReply']);
    await visitor.page.getByRole('combobox', { name: 'Kind' }).selectOption('Webhooks');
    expect(await names(visitor)).toEqual(['chat']);
    await filter.fill('');
    expect(await names(visitor)).toEqual(['establish', 'chat', 'chat']);
    await visitor.page.getByRole('checkbox', { name: 'Only failures' }).check();
    expect(await names(visitor)).toEqual(['chat']);
    await filter.fill('nothing is like this');
    expect(await names(visitor)).toEqual([]);
    await visitor.page.getByText('No call is like that.').waitFor();
    await visitor.page.getByRole('button', { name: 'Show all' }).click();
    expect(await names(visitor)).toEqual(['establish', 'sendReply', 'chat', 'chat', 'sendReply']);
  });

  it('keeps a filter for what comes, and is cleared on every page, for good', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    const other = await openPage(browser(), page);
    await visitor.page.getByRole('textbox', { name: 'Filter calls' }).fill('sendReply');
    await visitor.talk.click();
    await visitor.shows('Hello.');
    await visitor.calls.first().getByText(/\d ms/).waitFor();
    expect(await names(visitor)).toEqual(['sendReply']);
    await other.calls.nth(1).getByText(/\d ms/).waitFor();
    await visitor.page.getByRole('button', { name: 'Clear' }).click();
    await visitor.page.getByText(/Nothing was called yet/).waitFor();
    await other.page.getByText(/Nothing was called yet/).waitFor();
    await other.page.reload();
    await other.page.getByText(/Nothing was called yet/).waitFor();
    await visitor.say('It is late.');
    await visitor.shows('You wrote: It is late.');
    await other.calls.nth(1).getByText(/\d ms/).waitFor();
    expect(await names(other)).toEqual(['chat', 'sendReply']);
  });

  it('is downloaded as JSON: what is listed, without secrets', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.shows('Hello.');
    await visitor.calls.nth(1).getByText(/\d ms/).waitFor();
    await visitor.page.getByRole('combobox', { name: 'Kind' }).selectOption('Webhooks');
    const downloading = visitor.page.waitForEvent('download');
    await visitor.page.getByRole('button', { name: 'Download JSON' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^gptbots-calls-.*\.json$/);
    const text = await readFile(await download.path(), 'utf8');
    expect(JSON.parse(text)).toMatchObject([{ kind: 'webhook', name: 'establish', answer: { status: 200 } }]);
    expect(text).not.toContain('the-webhook-secret');
  });

  it('follows the newest call, but leaves one that is open where it is, and then says that there are new ones', async () => {
    const page = await startSimulator(`http://127.0.0.1:${await closedPort()}/gptbots`);
    const visitor = await openPage(browser(), page, { viewport: { width: 1200, height: 600 } });
    const list = visitor.page.getByRole('list', { name: 'Webhooks and API calls' });
    for (let number = 1; number <= 30; number++) await call(page, number);
    await listed(visitor, 30);
    const last = visitor.calls.nth(29);
    await expect.poll(() => isInSight(visitor, 29)).toBe(true);
    await last.locator('summary').click();
    await last.getByRole('heading', { name: 'Answer' }).waitFor();
    await expect.poll(() => last.locator('pre').last().isVisible()).toBe(true);
    const pane = await list.evaluate((element) => element.getBoundingClientRect().bottom);
    const opened = await last.evaluate((element) => element.getBoundingClientRect());
    expect(Math.min(opened.bottom, opened.top + 1), 'expected what was opened to be in sight').toBeLessThanOrEqual(
      pane,
    );
    for (let number = 31; number <= 40; number++) await call(page, number);
    await listed(visitor, 40);
    expect(await last.evaluate((element) => element.getBoundingClientRect().top)).toBe(opened.top);
    await visitor.page.getByRole('button', { name: 'New calls' }).click();
    await expect.poll(() => isInSight(visitor, 39)).toBe(true);
    expect(await visitor.page.getByRole('button', { name: 'New calls' }).isVisible()).toBe(false);
  });

  it('shows the answer to the newest call when it comes, to whoever has opened it', async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { page } = await startHandoff({ establish: () => answered });
    const visitor = await openPage(browser(), page, { viewport: { width: 800, height: 760 } });
    await visitor.talk.click();
    const establish = visitor.calls.first();
    await establish.locator('summary').click();
    await establish.getByText('Not answered yet.').waitFor();
    answer();
    await establish.getByRole('heading', { name: 'Answer' }).waitFor();
    expect(await establish.evaluate((item) => item.getBoundingClientRect().top)).toBeGreaterThanOrEqual(
      await establish.evaluate((item) => (item.parentElement?.getBoundingClientRect().top ?? 0) - 1),
    );
    expect(await establish.locator('pre').count()).toBe(2);
  });

  it('is gone through with the arrow keys', async () => {
    const page = await startSimulator(`http://127.0.0.1:${await closedPort()}/gptbots`);
    const visitor = await openPage(browser(), page);
    for (const number of [1, 2, 3]) await call(page, number);
    await listed(visitor, 3);
    const focused = () => visitor.page.evaluate(() => document.activeElement?.textContent?.match(/call-\d/)?.[0]);
    await visitor.calls.first().locator('summary').focus();
    const seen: unknown[] = [];
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Home', 'End']) {
      await visitor.page.keyboard.press(key);
      seen.push(await focused());
    }
    expect(seen).toEqual(['call-2', 'call-3', 'call-3', 'call-2', 'call-1', 'call-3']);
    await visitor.page.keyboard.press('Enter');
    await visitor.calls.nth(2).getByRole('heading', { name: 'Request' }).waitFor();
  });

  it('stays quick with thousands of calls, of which the newest 1,000 are kept', { timeout: 300_000 }, async () => {
    const page = await startSimulator(`http://127.0.0.1:${await closedPort()}/gptbots`);
    const visitor = await openPage(browser(), page);
    await call(page, 0);
    await listed(visitor, 0);
    await visitor.page.evaluate(() => {
      const blocked = { longest: 0 };
      Object.assign(window, { blocked });
      new PerformanceObserver((entries) => {
        for (const { duration } of entries.getEntries()) blocked.longest = Math.max(blocked.longest, duration);
      }).observe({ entryTypes: ['longtask'] });
    });
    for (let sent = 0; sent < 2_500; sent += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, index) => call(page, sent + index + 1)));
    }
    await listed(visitor, 2_500);
    expect(await visitor.calls.count()).toBe(1000);
    const filter = visitor.page.getByRole('textbox', { name: 'Filter calls' });
    await filter.fill('call-2499-x');
    expect(await names(visitor)).toEqual(['/v1/call-2499-x']);
    const { longest } = await visitor.page.evaluate(
      () => (window as unknown as { blocked: { longest: number } }).blocked,
    );
    // Some 100 ms when the machine has nothing else to do.
    expect(longest, 'the longest time in which the page did nothing else').toBeLessThan(60_000);
  });
});

async function call(page: string, number: number): Promise<void> {
  await (await fetch(`${page}/v1/call-${number}-x`, { method: 'POST', body: '{"body":"a text"}' })).text();
}

async function listed(visitor: VisitorPage, number: number): Promise<void> {
  await visitor.calls
    .filter({ hasText: `/v1/call-${number}-x` })
    .getByText(/\d ms/)
    .waitFor();
}

function isInSight({ calls }: VisitorPage, at: number): Promise<boolean> {
  return calls.nth(at).evaluate((item) => {
    const list = item.parentElement?.getBoundingClientRect();
    const { top, bottom } = item.getBoundingClientRect();
    return list !== undefined && top >= list.top - 1 && bottom <= list.bottom + 1;
  });
}

function names({ calls }: VisitorPage): Promise<string[]> {
  return calls.locator('.name:visible').allTextContents();
}
