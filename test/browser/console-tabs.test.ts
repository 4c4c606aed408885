import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from './describe-in-chromium.ts';
import { type ConsolePage, openConsole, openTab } from './support/console-page.ts';
import { startConsoles } from './support/console-process.ts';
import { startHttpProxy } from './support/http-proxy.ts';

describeInChromium('the console, in several tabs', (browser) => {
  it('has one stream of events for seven tabs, and another tab goes on when the one that has it is closed', async () => {
    const { platform, address } = await startConsoles();
    const streams = new Map<Page, number>();
    const first = await openConsole(browser(), address, { name: 'Ann' });
    const context = first.page.context();
    context.on('request', (request) => {
      const page = request.frame().page();
      if (request.url().includes('/api/events')) streams.set(page, (streams.get(page) ?? 0) + 1);
    });
    const tabs: ConsolePage[] = [];
    for (let n = 0; n < 6; n++) tabs.push(await openTab(await context.newPage(), address));
    expect([...streams.values()], 'streams of the tabs that came later').toEqual([]);
    const bob = await platform.visitor({ user: { user_name: 'Bob' } });
    await tabs[5]?.open('Waiting', 'Bob');
    await tabs[5]?.answer('Hello.');
    for (const tab of tabs) await tab.has('Connected', 'Bob');
    await first.page.close();
    // The tab that goes on.
    await expect.poll(() => [...streams.values()]).toEqual([1]);
    await bob.say('Still there?');
    await tabs[5]?.shows('Still there?');
    const eve = await platform.visitor({ user: { user_name: 'Eve' } });
    for (const tab of tabs) await tab.has('Waiting', 'Eve');
    await eve.leave();
    for (const tab of tabs) await tab.has('Closed', 'Eve');
  });

  it('notices a stream that dies without a word, says since when its lists are old, and connects again', async () => {
    const { platform, address } = await startConsoles();
    const network = await startHttpProxy();
    const proxy = { server: network.address, bypass: '<-loopback>' };
    const ann = await openConsole(browser(), address, { name: 'Ann', proxy, provoked: /ERR_/ });
    network.freeze();
    await platform.visitor({ user: { user_name: 'Bob' } });
    // Two beats of ten seconds are missed, and then a request that says nothing.
    await ann.page.getByText(/^(Connecting again|The server does not answer)$/).waitFor();
    await ann.page.getByText(/as of \d+:\d\d/).waitFor();
    const empty = await ann.page.evaluate(() => {
      const list = document.querySelector('#waiting');
      return list && getComputedStyle(list, '::after').content;
    });
    expect(empty, 'expected not to be told that nobody waits').toBe('"not known now"');
    network.mend();
    await ann.has('Waiting', 'Bob');
    await ann.page.getByText('Live', { exact: true }).waitFor();
    expect(await ann.page.getByText(/as of/).isVisible()).toBe(false);
  });

  it('takes the stream from a tab that is open and has fallen silent', async () => {
    const { platform, address } = await startConsoles();
    const silent = await openConsole(browser(), address, { name: 'Ann' });
    // It has the lock, and hears nothing.
    await silent.page.route('**/api/events*', () => {});
    await silent.page.reload();
    await silent.page.getByText('Live', { exact: true }).waitFor();
    const other = await silent.page.context().newPage();
    const followed = other.waitForRequest('**/api/events*', { timeout: 90_000 });
    const tab = await openTab(other, address);
    await platform.visitor({ user: { user_name: 'Bob' } });
    await followed;
    for (const one of [tab, silent]) await one.has('Waiting', 'Bob');
    await platform.visitor({ user: { user_name: 'Eve' } });
    for (const one of [tab, silent]) await one.has('Waiting', 'Eve');
  });
});
