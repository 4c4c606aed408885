import { expect, it } from 'vitest';
import { describeInChromium } from './describe-in-chromium.ts';
import { openConsole } from './support/console-page.ts';
import { startConsoles } from './support/console-process.ts';

describeInChromium('the console, over a conversation', (browser) => {
  it('shows who waits and for how long, what was said before, and both sides in order', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const transcript = [
      { message_type: 'QUESTION' as const, text: 'Where is my parcel?' },
      { message_type: 'ANSWER' as const, text: 'On its way.' },
      { message_type: 'QUESTION' as const, text: 'A human, please.' },
      { message_type: 'ANSWER' as const, text: '' },
    ];
    const visitor = await platform.visitor({ user: { user_name: 'Bob' }, transcript });
    await ann.has('Waiting', /Bob.*\d+ s left/);
    await ann.open('Waiting', 'Bob');
    await ann.shows('On its way.');
    const before = ['Where is my parcel?', 'On its way.', 'A human, please.'];
    expect(await ann.texts(), 'expected no line for what the bot left empty').toEqual(before);
    await visitor.say('Hello?');
    await ann.shows('Hello?');

    await ann.answer('Hello Bob, this is Ann.');
    expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: 'Hello Bob, this is Ann.' });
    await ann.line('Hello Bob, this is Ann.').getByText('sent', { exact: true }).waitFor();
    await ann
      .line('Hello Bob, this is Ann.')
      .getByText(/^Ann, /)
      .waitFor();
    await ann.has('Connected', /Bob.*with Ann, first answer after \d+ s/);
    expect(await ann.list('Waiting').count(), 'expected nobody to wait any more').toBe(0);
    for (const n of [1, 2, 3]) {
      await visitor.say(`question ${n}`);
      await ann.shows(`question ${n}`);
      await ann.answer(`answer ${n}`);
      expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: `answer ${n}` });
      await ann.shows(`answer ${n}`);
    }
    const live = ['Hello?', 'Hello Bob, this is Ann.'];
    const rest = [1, 2, 3].flatMap((n) => [`question ${n}`, `answer ${n}`]);
    expect(await ann.texts()).toEqual([...before, ...live, ...rest]);
    expect(visitor.replies.map(({ body }) => body)).toEqual([live[1], 'answer 1', 'answer 2', 'answer 3']);
  });

  it('counts down while nobody answers, second by second, and then says that nobody did', async () => {
    const { platform, address, printed } = await startConsoles({ waitTimeoutMs: 9_000 });
    const ann = await openConsole(browser(), address);
    // There is hardly time left.
    const red = ann.page.waitForFunction(() => {
      const fact = document.querySelector('.urgent .fact');
      return fact && getComputedStyle(fact).color === 'rgb(179, 38, 30)';
    });
    const visitor = await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.open('Waiting');
    for (let last = 10, times = 0; times < 2; times++) {
      const text = ann.list('Waiting').getByText(new RegExp(`^[1-${last - 1}] s left to answer$`));
      last = Number.parseInt((await text.textContent()) ?? '', 10);
      expect(last, 'expected a number that goes down').toBeGreaterThan(0);
    }
    await red;
    await ann.has('Closed', 'nobody answered in time');
    await ann.shows('The conversation is over: nobody answered in time.');
    expect(await visitor.ended()).toBe('TIMEOUT');
    expect(await ann.reply.isVisible(), 'expected nothing to write into any more').toBe(false);
    expect(printed).toContain(`Nobody answered: { conversationId: '${visitor.conversationId}' }`);
  });

  it('loses nothing when it is loaded again in the middle, neither the agent nor what was read', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const visitor = await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.open('Waiting');
    await ann.answer('Hello.');
    await visitor.nextReply({ timeoutMs: 60_000 });
    await visitor.say('Before.');
    await ann.shows('Before.');
    const before = await ann.texts();
    await ann.page.reload();
    await ann.has('Connected', 'with Ann');
    expect(await ann.name.inputValue()).toBe('Ann');
    expect(await ann.list('Connected').first().textContent()).not.toContain('unread');
    await ann.open('Connected');
    await ann.shows('Before.');
    expect(await ann.texts()).toEqual(before);
    await visitor.say('After.');
    await ann.shows('After.');
    await ann.answer('Yes.');
    expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: 'Yes.' });
  });

  it('closes with a farewell, and says by whom it was ended', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const visitor = await platform.visitor();
    await ann.open('Waiting');
    await ann.answer('Hello.');
    await ann.line('Hello.').getByText('sent', { exact: true }).waitFor();
    await ann.end('Good bye.');
    await ann.shows('The conversation is over: closed by an agent.');
    await ann.has('Closed', 'closed by an agent');
    expect(await visitor.ended()).toBe('CLOSED_BY_SERVICE');
    expect(visitor.replies.map(({ body }) => body)).toEqual(['Hello.', 'Good bye.']);
    expect(await ann.farewell.isVisible()).toBe(false);
  });

  it('closes without a farewell, and without a reply', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const visitor = await platform.visitor();
    await ann.open('Waiting');
    await ann.end();
    await ann.shows('The conversation is over: closed by an agent.');
    expect(await visitor.ended()).toBe('CLOSED_BY_SERVICE');
    expect(visitor.replies).toEqual([]);
  });

  it('says that the user left, and keeps the draft out of the way', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const visitor = await platform.visitor();
    await ann.open('Waiting');
    await ann.reply.fill('I am just looking');
    await visitor.leave();
    await ann.shows('The conversation is over: the user left.');
    await ann.has('Closed', 'the user left');
    expect(await ann.send.isVisible(), 'expected nothing to send any more').toBe(false);
    expect(await ann.log.evaluate((log) => log === document.activeElement), 'expected the focus in the log').toBe(true);
  });

  it('says that GPTBots found the conversation silent', async () => {
    const { platform, address } = await startConsoles({ idleTimeoutMs: 500 });
    const ann = await openConsole(browser(), address);
    await platform.visitor();
    await ann.open('Waiting');
    await ann.answer('Hello.');
    await ann.shows('The conversation is over: GPTBots ended it, as nobody wrote any more.');
    await ann.has('Closed', /first answer after \d+ s/);
  });

  it('counts what is unread beside each user, and in the title who waits unclaimed or has written to this agent', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const bob = await platform.visitor({ user: { user_name: 'Bob' } });
    const titled = (title: string) => ann.page.waitForFunction((wanted) => document.title === wanted, title);
    await titled('(1) Desk');
    const eve = await platform.visitor({ user: { user_name: 'Eve' } });
    await titled('(2) Desk');
    const red = await ann.page.locator('link[rel=icon]').getAttribute('href');
    await ann.open('Waiting', 'Bob');
    await ann.answer('I am Ann.');
    await titled('(1) Desk');
    for (const text of ['one', 'two', 'three']) await eve.say(text);
    await ann.has('Waiting', /Eve\s*3 unread/);
    expect(await ann.page.title(), 'expected a conversation to count once').toBe('(1) Desk');
    await bob.say('seen at once');
    await ann.shows('seen at once');
    expect(await ann.list('Connected').filter({ hasText: 'Bob' }).textContent()).not.toContain('unread');
    await ann.open('Waiting', 'Eve');
    await ann.take.click();
    await titled('Desk');
    expect(await ann.page.locator('link[rel=icon]').getAttribute('href'), 'the favicon').not.toBe(red);
    await bob.say('not seen');
    await ann.has('Connected', /Bob\s*1 unread/);
    await titled('(1) Desk');
  });

  it('lists the longest waiting first, and who is closed last first', async () => {
    const { platform, address } = await startConsoles();
    const names = ['First', 'Second', 'Third'];
    const visitors = [];
    for (const user_name of names) visitors.push(await platform.visitor({ user: { user_name } }));
    const ann = await openConsole(browser(), address);
    await ann.has('Waiting', 'Third');
    expect(await ann.list('Waiting').locator('.name').allTextContents()).toEqual(names);
    for (const visitor of visitors) await visitor.leave();
    await ann.list('Closed').nth(2).waitFor();
    expect(await ann.list('Closed').locator('.name').allTextContents()).toEqual(names.toReversed());
  });

  it('greets when it is told to, and still says that nobody has answered', async () => {
    const { platform, address } = await startConsoles({ env: { GREETING: 'One minute please.' } });
    const ann = await openConsole(browser(), address);
    const visitor = await platform.visitor();
    expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: 'One minute please.' });
    await ann.has('Connected', 'nobody has it');
    await ann.open('Connected');
    await ann
      .line('One minute please.')
      .getByText(/^Desk, /)
      .waitFor();
    expect(await ann.list('Connected').textContent()).not.toContain('first answer');
  });

  it('keeps what the user writes after the end, and says so', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address);
    const visitor = await platform.visitor();
    await ann.open('Waiting');
    platform.faults.webhook('chat-after-close');
    await visitor.leave();
    await ann.log.getByText(/, after the end$/).waitFor();
  });
});
