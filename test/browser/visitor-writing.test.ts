import { expect, it } from 'vitest';
import { openPage } from './browsing.ts';
import { describeInChromium } from './describe-in-chromium.ts';
import { startHandoff } from './handoff.ts';

describeInChromium('a visitor who writes', (browser) => {
  it('chooses what an input method proposes with Enter, and sends with the next one, in Safari too', async () => {
    const { page, heard } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.shows('Hello.');
    await visitor.message.fill('你好');
    const enter = (what: { isComposing?: boolean; keyCode?: number }) =>
      visitor.message.evaluate((field: HTMLElement, given) => {
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, ...given }));
      }, what);
    await enter({ isComposing: true });
    await enter({ keyCode: 229 });
    expect(await visitor.message.inputValue()).toBe('你好');
    await visitor.message.press('Enter');
    await visitor.shows('You wrote: 你好');
    expect(heard).toEqual(['你好']);
  });

  it('is heard in the order of writing, also when the first request is slow', async () => {
    const { page, heard } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.shows('Hello.');
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await visitor.page.route('**/_/say', async (route) => {
      if (route.request().postData()?.includes('first')) await released;
      await route.continue();
    });
    for (const text of ['first', 'second', 'third']) await visitor.say(text);
    release();
    await visitor.shows('You wrote: third');
    expect(heard).toEqual(['first', 'second', 'third']);
  });

  it('sees what is written while the webhook still answers establish', async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { page, heard } = await startHandoff({ establish: () => answered });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.say('Are you there?');
    await visitor.shows('Are you there?');
    answer();
    await visitor.shows('You wrote: Are you there?');
    expect(heard).toEqual(['Are you there?']);
    expect(await visitor.texts()).toEqual(['Are you there?', 'You wrote: Are you there?']);
  });

  it('starts, sends and leaves once by a double click', async () => {
    const { page, conversations, heard } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.dblclick();
    await visitor.shows('Hello.');
    await visitor.message.fill('once');
    await visitor.send.dblclick();
    await visitor.shows('You wrote: once');
    await visitor.leave.dblclick();
    await visitor.shows('You left the conversation.');
    await visitor.calls.filter({ hasText: 'USER_CLOSED' }).getByText(/\d ms/).waitFor();
    expect(conversations).toHaveLength(1);
    expect(heard).toEqual(['once', '(USER_CLOSED)']);
    expect(await visitor.page.getByRole('alert').isVisible()).toBe(false);
  });

  it('reads text in its own direction, follows links, and sees code as code', async () => {
    const { page } = await startHandoff({
      greeting: 'שלום: see (https://example.com/a_(b)?c=1), not javascript:alert(1). `npm i`',
    });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    const text = visitor.log.locator('.text');
    await text.waitFor();
    expect(await text.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
    const links = await text
      .locator('a')
      .evaluateAll((all) => all.map((one) => [one.textContent, one.getAttribute('href'), one.getAttribute('rel')]));
    const address = 'https://example.com/a_(b)?c=1';
    expect(links).toEqual([[address, address, 'noreferrer']]);
    expect(await text.locator('code').allTextContents()).toEqual(['npm i']);
    await visitor.message.fill('مرحبا');
    expect(await visitor.message.evaluate((field) => getComputedStyle(field).direction)).toBe('rtl');
  });
});

describeInChromium("a visitor's conversation", (browser) => {
  it('begins with a real question, the bot that could not help, and a name', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.log.getByText('Where is my parcel?').waitFor();
    await visitor.log.getByText(/^It left our warehouse/).waitFor();
    await visitor.talk.click();
    await visitor.shows('Hello.');
    await visitor.log.getByText('Before the handoff').waitFor();
    await visitor.calls.first().locator('summary').click();
    const [request] = await visitor.calls.first().locator('pre').allTextContents();
    expect(JSON.parse(request ?? '')).toMatchObject({
      body: [{ text: 'Where is my parcel?' }, { message_type: 'ANSWER', text: expect.stringMatching(/^It left/) }],
      user_info: { user_name: 'Mia Wong' },
    });
    expect(await visitor.log.innerText()).not.toContain('null');
  });

  it('shows no bubble for an answer the bot did not give, and none for a blank reply', async () => {
    const { page, conversations, client } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.page.getByText('Who is asking').click();
    await visitor.page.getByRole('textbox', { name: 'Question' }).fill('A human, please.');
    expect(await visitor.log.locator('.earlier').allTextContents()).toEqual(['A human, please.']);
    await visitor.talk.click();
    await visitor.shows('Hello.');
    await client.sendReply({ conversation_id: conversations[0] ?? '', body: ' \n ' });
    await client.sendReply({ conversation_id: conversations[0] ?? '', body: 'Still here.' });
    await visitor.shows('Still here.');
    expect(await visitor.log.locator('.earlier').allTextContents()).toEqual(['A human, please.']);
    expect(await visitor.texts()).toEqual(['Hello.', 'Still here.']);
  });

  it('says who and when once for several messages of one of them', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.shows('Hello.');
    await visitor.say('one');
    await visitor.shows('You wrote: one');
    const about = await visitor.log.locator('.about').allTextContents();
    expect(about.map((text) => text.split(',')[0])).toEqual(['You', 'Bot', 'Human', 'You', 'Human']);
    await visitor.page.reload();
    await visitor.shows('You wrote: one');
    expect(await visitor.log.locator('.about').allTextContents()).toEqual(about);
  });

  it('keeps the newest message in sight, unless the visitor reads above, and then says so', async () => {
    const { page, conversations, client } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page, { viewport: { width: 1000, height: 520 } });
    await visitor.talk.click();
    await visitor.shows('Hello.');
    const reply = (body: string) => client.sendReply({ conversation_id: conversations[0] ?? '', body });
    const below = () => visitor.log.evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
    for (let number = 1; number <= 12; number++) await reply(`reply ${number}`);
    await visitor.shows('reply 12');
    await expect.poll(below).toBeLessThan(2);
    await visitor.message.fill('a field\nof\nsome\nlines');
    await expect.poll(below).toBeLessThan(2);
    await visitor.page.setViewportSize({ width: 1000, height: 430 });
    await expect.poll(below).toBeLessThan(2);
    await visitor.log.evaluate((log) => log.scrollTo(0, 0));
    const hint = visitor.page.getByRole('button', { name: 'New message' });
    await reply('reply 13');
    await hint.waitFor();
    expect(await visitor.log.evaluate((log) => log.scrollTop)).toBe(0);
    await hint.click();
    await expect.poll(below).toBeLessThan(2);
    expect(await hint.isVisible()).toBe(false);
  });

  it('is read to a screen reader once, as it comes, and not from its beginning', async () => {
    const { page, conversations, client } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.shows('Hello.');
    // What a browser tells of a log: what is added to it as long as it is live.
    await visitor.page.addInitScript(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) {
          const log = target instanceof Element ? target.closest('#log') : undefined;
          if (log && log.ariaLive !== 'off') heard.push(...[...addedNodes].map((node) => node.textContent ?? ''));
        }
      }).observe(document, { subtree: true, childList: true });
    });
    await visitor.page.reload();
    await visitor.shows('Hello.');
    await expect.poll(() => visitor.log.getAttribute('aria-live')).toBe('polite');
    await visitor.say('It is late.');
    await visitor.shows('You wrote: It is late.');
    await client.sendReply({ conversation_id: conversations[0] ?? '', body: 'It comes today.' });
    await visitor.shows('It comes today.');
    const heard = await visitor.page.evaluate(() => (window as unknown as { heard: string[] }).heard);
    expect(heard.map((text) => text.replace(/.*, \d\d:\d\d( [AP]M)?/, ''))).toEqual([
      'It is late.',
      'You wrote: It is late.',
      'It comes today.',
    ]);
  });

  it('is counted down by the clock of the simulator', async () => {
    const { page } = await startHandoff();
    const visitor = await openPage(browser(), page);
    await visitor.page.clock.install({ time: new Date('2001-01-01') });
    await visitor.page.reload();
    await visitor.talk.click();
    await visitor.page
      .getByRole('timer')
      .getByText(/^GPTBots ends this in (\d\d) s/)
      .waitFor();
  });

  it('is noticed to be lost when the connection dies without a word, and goes on', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.page.clock.install();
    let isDead = true;
    await visitor.page.route('**/_/events*', async (route) => {
      if (isDead) await new Promise(() => {});
      else await route.continue();
    });
    await visitor.page.reload();
    await visitor.page.clock.fastForward(26_000);
    await visitor.page.getByText('The simulator does not answer.').waitFor();
    isDead = false;
    await visitor.page.clock.fastForward(26_000);
    await visitor.talk.waitFor();
    expect(await visitor.page.getByRole('alert').isVisible()).toBe(false);
  });
});
