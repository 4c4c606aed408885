import { expect, it, onTestFinished } from 'vitest';
import { describeInChromium } from './describe-in-chromium.ts';
import { consolePage, openConsole, openTab } from './support/console-page.ts';
import { startConsoles } from './support/console-process.ts';

describeInChromium('the console, with several agents', (browser) => {
  it('gives the conversation to who answers first; another one sees by whom, and can take it over', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const ben = await openConsole(browser(), address, { name: 'Ben' });
    const visitor = await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.open('Waiting', 'Bob');
    await ben.open('Waiting', 'Bob');
    expect(await ben.page.getByText('has this conversation').isVisible(), 'expected nobody to have it yet').toBe(false);
    await ann.answer('I am Ann.');
    await ben.shows('I am Ann.');
    await ben.page.getByText('Ann has this conversation.').waitFor();
    await ben.has('Connected', 'with Ann');
    await ben
      .line('I am Ann.')
      .getByText(/^Ann, /)
      .waitFor();
    expect(await ben.send.isDisabled(), 'expected Ben not to answer by mistake').toBe(true);
    expect(await ben.close.isDisabled()).toBe(true);
    await ben.reply.fill('not yet');
    await ben.reply.press('Enter');
    await ben.take.click();
    await ann.page.getByText('Ben has this conversation.').waitFor();
    expect(await ann.send.isDisabled()).toBe(true);
    expect(await ben.reply.inputValue(), 'expected Enter not to have sent it').toBe('not yet');
    await ben.answer('I am Ben.');
    await ann
      .line('I am Ben.')
      .getByText(/^Ben, /)
      .waitFor();
    await ann.line('I am Ben.').getByText('sent', { exact: true }).waitFor();
    expect(visitor.replies.map(({ body }) => body)).toEqual(['I am Ann.', 'I am Ben.']);
  });

  it('lets an agent release a conversation, which the next one to answer then has', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const ben = await openConsole(browser(), address, { name: 'Ben' });
    const visitor = await platform.visitor();
    await ann.open('Waiting');
    await ann.answer('I am Ann.');
    await ann.release.click();
    await ben.has('Connected', 'nobody has it');
    await ben.open('Connected');
    await ben.answer('I am Ben.');
    await ann.page.getByText('Ben has this conversation.').waitFor();
    expect(
      [await visitor.nextReply({ timeoutMs: 60_000 }), await visitor.nextReply({ timeoutMs: 60_000 })].map(
        ({ body }) => body,
      ),
    ).toEqual(['I am Ann.', 'I am Ben.']);
  });

  it('is an agent of its own in each tab, and remembers the last name for a new tab', async () => {
    const { address } = await startConsoles();
    const first = await openConsole(browser(), address, { name: 'Ann' });
    const context = first.page.context();
    const second = await openTab(await context.newPage(), address);
    expect(await second.name.inputValue()).toBe('Ann');
    await second.name.fill('Ben');
    await first.page.reload();
    await second.page.reload();
    expect([await first.name.inputValue(), await second.name.inputValue()]).toEqual(['Ann', 'Ben']);
  });

  it('names an agent who gave no name, so that two of them are not taken for one', async () => {
    const { address } = await startConsoles();
    const someone = await openConsole(browser(), address);
    const name = await someone.name.inputValue();
    expect(name).toMatch(/^Agent \d+$/);
    await someone.page.reload();
    expect(await someone.name.inputValue()).toBe(name);
  });

  it('shows the new name of an agent at once, to others too, on what the agent has', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const ben = await openConsole(browser(), address, { name: 'Ben' });
    await platform.visitor({ user: { user_name: 'Bob' } });
    await platform.visitor({ user: { user_name: 'Eve' } });
    await ann.open('Waiting', 'Bob');
    await ann.take.click();
    await ben.open('Waiting', 'Bob');
    await ben.page.getByText('Ann has this conversation.').waitFor();
    await ann.name.fill('Anna');
    await ann.name.press('Tab');
    await ben.page.getByText('Anna has this conversation.').waitFor();
    await ben.has('Waiting', /Bob.*with Anna\s*$/);
    expect(await ben.list('Waiting').filter({ hasText: 'Eve' }).textContent()).not.toContain('Anna');
    await ann.answer('Still mine.');
    await ann.line('Still mine.').getByText('sent', { exact: true }).waitFor();
  });

  it('keeps the name that somebody has written before the page was ready', async () => {
    const { platform, address } = await startConsoles();
    const context = await browser().newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    let load = () => {};
    const isWritten = new Promise<void>((resolve) => (load = resolve));
    await page.route('**/console.js', (route) => isWritten.then(() => route.continue()));
    await page.goto(address, { waitUntil: 'commit' });
    const ann = consolePage(page, page);
    await ann.name.fill('Ann');
    load();
    await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.open('Waiting', 'Bob');
    await ann.answer('Hello.');
    await ann.has('Connected', 'with Ann');
    await page.reload();
    await ann.has('Connected', 'with Ann');
  });

  it('shows several tabs the same, and each what it has not read', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const ben = await openConsole(browser(), address, { name: 'Ben' });
    const visitors = [];
    for (const user_name of ['Bob', 'Eve']) visitors.push(await platform.visitor({ user: { user_name } }));
    await visitors[0]?.say('Hello?');
    await visitors[0]?.say('Anybody?');
    for (const agent of [ann, ben]) {
      await agent.has('Waiting', /Bob\s*2 unread/);
      await agent.has('Waiting', /Eve/);
    }
    await ann.open('Waiting', 'Bob');
    await ann.shows('Anybody?');
    await visitors[1]?.leave();
    for (const agent of [ann, ben]) await agent.has('Closed', /Eve.*the user left/);
    expect(await ann.list('Waiting').first().textContent()).not.toContain('unread');
    expect(await ben.list('Waiting').first().textContent()).toContain('2 unread');
  });
});
