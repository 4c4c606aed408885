import { expect, it, onTestFinished } from 'vitest';
import { describeInChromium } from './describe-in-chromium.ts';
import { openConsole } from './support/console-page.ts';
import { startConsoles } from './support/console-process.ts';
import { startPublicProxy } from './support/public-proxy.ts';

describeInChromium('the console, at work', (browser) => {
  it('lets two agents of one name be two, takes a conversation before an answer, and hands it on', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const other = await openConsole(browser(), address, { name: 'Ann' });
    await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.open('Waiting', 'Bob');
    await other.open('Waiting', 'Bob');
    await ann.take.click();
    await other.page.getByText('Ann has this conversation.').waitFor();
    expect(await other.send.isDisabled()).toBe(true);
    await ann.name.fill('Anna');
    await ann.answer('Still mine.');
    await ann.line('Still mine.').getByText('sent', { exact: true }).waitFor();
    await other.name.fill('Ben');
    await other.page.reload();
    await ann.hand.click();
    await ann.page.getByRole('dialog').getByRole('button', { name: 'Ben', exact: true }).click();
    await other.release.waitFor();
    await ann.page.getByText('Ben has this conversation.').waitFor();
    await other.page.waitForFunction(() => document.title === 'Desk');
    await other.answer('I am Ben.');
    await ann.has('Connected', 'with Ben');
  });

  it('finds one of 500 that wait: by the filter, or after Show more; the most urgent is first', async () => {
    const { platform, address } = await startConsoles({ waitTimeoutMs: 600_000 });
    const names = Array.from({ length: 500 }, (_, n) => `Visitor number ${n}`);
    for (const user_name of names) await platform.visitor({ user: { user_name } });
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    await ann.has('Waiting', 'Visitor number 99');
    expect(await ann.list('Waiting').count()).toBe(100);
    expect(await ann.list('Waiting').first().textContent()).toContain('Visitor number 0');
    for (const last of [199, 299, 399, 499]) {
      await ann.page.getByRole('button', { name: 'Show more' }).click();
      await ann.has('Waiting', `Visitor number ${last}`);
    }
    expect(await ann.list('Waiting').count()).toBe(500);
    await ann.filter.fill('number 499');
    await expect.poll(() => ann.list('Waiting').locator('.name').allTextContents()).toEqual(['Visitor number 499']);
    await ann.filter.press('Tab');
    await ann.page.keyboard.press('Enter');
    await expect.poll(() => ann.reply.evaluate((reply) => reply === document.activeElement)).toBe(true);
    await ann.filter.fill('');
    await ann.list('Waiting').first().focus();
    await ann.page.keyboard.press('ArrowDown');
    expect(await ann.page.evaluate(() => document.activeElement?.textContent)).toContain('Visitor number 1');
    await ann.page.keyboard.press('Alt+ArrowDown');
    // After the last one comes the first.
    await expect
      .poll(() => ann.page.getByRole('heading', { level: 2 }).allTextContents())
      .toContain('Visitor number 0');
  });

  it('puts a canned reply into the box at "/" and Enter, and sends it with the next one', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const visitor = await platform.visitor();
    await ann.open('Waiting');
    await ann.reply.pressSequentially('/');
    const list = ann.page.getByRole('listbox');
    await list.getByRole('option').nth(1).waitFor();
    await ann.page.keyboard.press('ArrowDown');
    const chosen = await list.getByRole('option', { selected: true }).textContent();
    await ann.page.keyboard.press('Enter');
    const text = await ann.reply.inputValue();
    expect(chosen).toContain(text);
    expect(text.length).toBeGreaterThan(10);
    expect(await list.isVisible()).toBe(false);
    expect(visitor.replies, 'expected it not to be sent').toEqual([]);
    await ann.page.keyboard.press('Enter');
    expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: text });
  });

  it('does not send at the Enter that chooses a candidate of an input method', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const visitor = await platform.visitor();
    await ann.open('Waiting');
    await ann.reply.fill('こんにちは');
    for (const how of [{ isComposing: true }, { keyCode: 229 }]) {
      await ann.reply.evaluate((reply, init) => {
        reply.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }));
      }, how);
    }
    expect(await ann.reply.inputValue()).toBe('こんにちは');
    await ann.reply.press('Enter');
    expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: 'こんにちは' });
    expect(visitor.replies).toHaveLength(1);
  });

  it('keeps the open conversation, its draft and where the agent reads over a reload, and the draft when the user leaves', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const bob = await platform.visitor({ user: { user_name: 'Bob' } });
    await platform.visitor({ user: { user_name: 'Eve' } });
    for (let n = 0; n < 30; n++) await bob.say(`line ${n}`);
    await ann.open('Waiting', 'Bob');
    await ann.shows('line 29');
    await ann.reply.fill('A long\ndraft\nof\nfour lines');
    const below = () => ann.log.evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
    // The box has grown.
    await expect.poll(below).toBeLessThan(2);
    await ann.log.evaluate((log) => log.scrollTo(0, 100));
    await ann.open('Waiting', 'Eve');
    await ann.page.goBack();
    await ann.shows('line 29');
    await ann.page.reload();
    await ann.shows('line 29');
    expect(await ann.reply.inputValue()).toBe('A long\ndraft\nof\nfour lines');
    await expect.poll(() => ann.log.evaluate((log) => log.scrollTop)).toBe(100);
    await bob.say('not in sight');
    await ann.newMessage.waitFor();
    await ann.has('Waiting', /Bob\s*1 unread/);
    await ann.newMessage.click();
    await expect.poll(below).toBeLessThan(2);
    await ann.newMessage.waitFor({ state: 'hidden' });
    await expect.poll(() => ann.list('Waiting').first().textContent()).not.toContain('unread');
    await bob.leave();
    await ann.page.getByText(/Your draft was not sent: A long/).waitFor();
  });

  it('shows links, code, other directions and earlier conversations for what they are, and copies the transcript', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, {
      name: 'Ann',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const user = { user_name: 'ليلى', user_id: '4711' };
    await (await platform.visitor({ user })).leave();
    const visitor = await platform.visitor({ user });
    await ann.open('Waiting', 'ليلى');
    await visitor.say('See https://example.com/a?b=c. Or javascript:alert(1)');
    await visitor.say('Run `npm test` please');
    await ann.shows('npm test');
    const links = ann.log.getByRole('link');
    expect(await links.count()).toBe(1);
    expect(await links.getAttribute('href')).toBe('https://example.com/a?b=c');
    expect(await links.getAttribute('rel')).toContain('noopener');
    expect(await ann.log.locator('code').textContent()).toBe('npm test');
    expect(await ann.log.locator('.text').first().getAttribute('dir')).toBe('auto');
    await ann.page.getByText('Other conversations: 1').click();
    await ann.page.getByRole('link', { name: /the user left/ }).click();
    await ann.shows('The conversation is over: the user left.');
    await ann.page.goBack();
    await ann.shows('npm test');
    await ann.page.getByRole('button', { name: 'Copy transcript' }).click();
    await expect
      .poll(() => ann.page.evaluate(() => navigator.clipboard.readText()))
      .toMatch(/ليلى: Run `npm test` please$/);
  });

  it('calls an agent who looks elsewhere, once, and reads out what is new, once', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann', permissions: ['notifications'] });
    await ann.page.evaluate(() => {
      const notes: string[] = [];
      const told: string[] = [];
      class Told {
        static permission = 'granted';
        static requestPermission = async () => 'granted';
        constructor(text: string) {
          notes.push(text);
        }
      }
      Object.assign(window, { notes, told, Notification: Told });
      const news = document.getElementById('news');
      if (news) new MutationObserver(() => told.push(news.textContent ?? '')).observe(news, { childList: true });
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    });
    const said = (what: 'notes' | 'told') => ann.page.evaluate((name) => Reflect.get(window, name), what);
    await ann.page.getByRole('button', { name: 'Notifications' }).click();
    const bob = await platform.visitor({ user: { user_name: 'Bob' } });
    await expect.poll(() => said('notes')).toEqual(['Bob waits for an answer']);
    await ann.page.evaluate(() => Object.defineProperty(document, 'hidden', { value: false }));
    await ann.open('Waiting', 'Bob');
    await ann.answer('Hello.');
    await ann.line('Hello.').getByText('sent', { exact: true }).waitFor();
    await bob.say('Where is it?');
    await ann.shows('Where is it?');
    await expect.poll(() => said('told')).toEqual(['Bob waits for an answer', 'Bob: Where is it?']);
    expect(await said('notes')).toHaveLength(1);
  });

  it('sounds when somebody new waits, once the agent has allowed it, and no more once it is off again', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann', permissions: ['notifications'] });
    await ann.page.evaluate(() => {
      const sounds: number[] = [];
      const { start } = OscillatorNode.prototype;
      OscillatorNode.prototype.start = function (this: OscillatorNode) {
        sounds.push(this.frequency.value);
        return start.call(this);
      };
      Object.assign(window, { sounds });
    });
    const sounds = () => ann.page.evaluate(() => Reflect.get(window, 'sounds').length);
    // Two within a second are one sound.
    const quiet = () => ann.page.evaluate(() => localStorage.removeItem('rang'));
    const notifications = ann.page.getByRole('button', { name: 'Notifications' });
    await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.has('Waiting', 'Bob');
    expect(await sounds(), 'expected no sound before it was allowed').toBe(0);
    await notifications.click();
    await expect.poll(sounds, { message: 'the sound that shows how it sounds' }).toBe(1);
    expect(await notifications.getAttribute('aria-pressed')).toBe('true');
    await quiet();
    const eve = await platform.visitor({ user: { user_name: 'Eve' } });
    await expect.poll(sounds).toBe(2);
    await quiet();
    await eve.say('Hello?');
    await expect.poll(sounds).toBe(3);
    await notifications.click();
    await quiet();
    await platform.visitor({ user: { user_name: 'Carol' } });
    await ann.has('Waiting', 'Carol');
    expect(await sounds()).toBe(3);
  });

  it('keeps the newest message in sight when the keyboard of a phone takes half of the screen', async () => {
    const { platform, address } = await startConsoles();
    const viewport = { width: 390, height: 844 };
    const ann = await openConsole(browser(), address, { name: 'Ann', viewport });
    const visitor = await platform.visitor({ user: { user_name: 'Bob' } });
    for (let n = 0; n < 20; n++) await visitor.say(`line ${n}`);
    await ann.open('Waiting', 'Bob');
    await ann.shows('line 19');
    await ann.page.setViewportSize({ width: 390, height: 420 });
    const isInSight = () =>
      ann.line('line 19').evaluate((line) => {
        const { bottom } = document.querySelector('#log')?.getBoundingClientRect() ?? { bottom: 0 };
        return line.getBoundingClientRect().bottom <= bottom;
      });
    await expect.poll(isInSight).toBe(true);
    const send = await ann.send.boundingBox();
    expect(send && send.y + send.height, 'expected Send above the keyboard').toBeLessThanOrEqual(420);
  });

  it('shows the lists or the conversation at 320 px, with a way back', async () => {
    const { platform, address } = await startConsoles();
    const viewport = { width: 320, height: 640 };
    const ann = await openConsole(browser(), address, { name: 'Ann', viewport });
    await ann.page.getByText(/^Nobody has asked for a human yet/).waitFor();
    await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.has('Waiting', 'Bob');
    expect(await ann.page.getByText(/^(Nobody has asked|Choose a conversation)/).isVisible()).toBe(false);
    await ann.open('Waiting', 'Bob');
    await ann.reply.waitFor();
    expect(await ann.list('Waiting').first().isVisible()).toBe(false);
    expect(
      await ann.reply.evaluate((reply) => Number.parseFloat(getComputedStyle(reply).fontSize)),
    ).toBeGreaterThanOrEqual(16);
    await ann.back.click();
    await ann.has('Waiting', 'Bob');
    expect(await ann.reply.isVisible()).toBe(false);
    await ann.page.goBack();
    await ann.reply.waitFor();
    await ann.page.setViewportSize({ width: 640, height: 640 });
    await ann.has('Waiting', 'Bob');
    await ann.reply.waitFor();
  });

  it('works at the address of a proxy that CONSOLE_ORIGIN names, and says so to any other', async () => {
    const proxy = await startPublicProxy();
    onTestFinished(() => proxy.stop());
    const { platform, address } = await startConsoles({ env: { CONSOLE_ORIGIN: proxy.origin } });
    proxy.to(address);
    const ann = await openConsole(browser(), proxy.origin, { name: 'Ann' });
    await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.open('Waiting', 'Bob');
    await ann.answer('Hello.');
    await ann.line('Hello.').getByText('sent', { exact: true }).waitFor();
    const refused = await proxy.ask('elsewhere.example');
    expect(refused).toEqual({ status: 403, text: expect.stringContaining('set CONSOLE_ORIGIN to its https address') });
  });

  it('says that it needs https where a proxy serves it over http', async () => {
    const { address } = await startConsoles();
    const context = await browser().newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.route('http://desk.example/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      await route.fulfill({ response: await route.fetch({ url: address + pathname }) });
    });
    await page.goto('http://desk.example/');
    await page.getByText(/^Open this page over https/).waitFor();
  });
});
