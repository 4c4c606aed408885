import { expect, it } from 'vitest';
import { describeInChromium } from './describe-in-chromium.ts';
import { openConsole } from './support/console-page.ts';
import { startConsoles } from './support/console-process.ts';

const script = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">";

describeInChromium('the console, as people use it', (browser) => {
  it('shows markup as the text it is, in messages and in names', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: '<b>Ann</b>' });
    const visitor = await platform.visitor({
      user: { user_name: `<i>Bob</i>${script}`, email: '"><img src=x>@example.com' },
      transcript: [{ message_type: 'ANSWER', text: '<h1>bot</h1>' }],
    });
    await ann.open('Waiting', '<i>Bob</i>');
    await visitor.say(script);
    await ann.shows(script);
    await ann.shows('<h1>bot</h1>');
    await ann.answer('<b>Hello</b>');
    expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: '<b>Hello</b>' });
    await ann.shows('<b>Hello</b>');
    await ann.has('Connected', 'with <b>Ann</b>');
    expect(await ann.page.title()).toBe('Desk');
    expect(await ann.page.locator('body :is(img, script, b, i), #log h1').count(), 'elements made of texts').toBe(0);
  });

  it('can be used with the keyboard alone', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const visitor = await platform.visitor();
    await ann.has('Waiting', /left to answer/);
    const { keyboard } = ann.page;
    const focused = () =>
      ann.page.evaluate(() => {
        const element = document.activeElement;
        return element?.id || element?.className;
      });
    await tabTo('entry');
    await keyboard.press('Enter');
    await ann.reply.waitFor();
    expect(await focused(), 'expected the agent to write without looking for the field').toBe('reply');
    await keyboard.type('First line');
    await keyboard.press('Shift+Enter');
    await keyboard.type('second line');
    await keyboard.press('Enter');
    expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: 'First line\nsecond line' });
    await keyboard.press('Enter');
    await keyboard.type('Next.');
    await keyboard.press('Enter');
    expect(await visitor.nextReply({ timeoutMs: 60_000 }), 'expected Enter on nothing to send nothing').toMatchObject({
      body: 'Next.',
    });
    for (let presses = 0; presses < 30 && (await focused()) !== 'close'; presses++) await keyboard.press('Shift+Tab');
    await keyboard.press('Enter');
    await keyboard.type('Good bye.');
    await keyboard.press('Enter');
    await tabTo('close-now');
    expect(visitor.status, 'expected Enter in the farewell not to close').toBe('connected');
    await keyboard.press('Enter');
    await ann.shows('The conversation is over: closed by an agent.');
    expect(await focused(), 'expected the keyboard to be where the end is told').toBe('log');
    expect(visitor.replies.at(-1)).toMatchObject({ body: 'Good bye.' });

    async function tabTo(id: string): Promise<void> {
      for (let presses = 0; presses < 30 && (await focused()) !== id; presses++) await keyboard.press('Tab');
      expect(await focused(), `expected Tab to come to ${id}`).toBe(id);
    }
  });

  it('keeps the focus where it is when lists change', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const [bob, eve] = [
      await platform.visitor({ user: { user_name: 'Bob' } }),
      await platform.visitor({ user: { user_name: 'Eve' } }),
    ];
    await ann.has('Waiting', 'Eve');
    await ann.list('Waiting').filter({ hasText: 'Eve' }).focus();
    await bob.leave();
    await ann.has('Closed', 'Bob');
    await eve.say('Hello?');
    await ann.has('Waiting', 'Eve');
    expect(await ann.page.evaluate(() => document.activeElement?.textContent)).toContain('Eve');
  });

  it('has a name for every part that can be used, and tells those who cannot see what is new', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.open('Waiting', 'Bob');
    await ann.answer('Hello.');
    await ann.has('Connected', 'Bob');
    for (const name of ['Waiting', 'Connected', 'Closed']) {
      expect(await ann.page.getByRole('list', { name, exact: true }).count(), `lists named ${name}`).toBe(1);
    }
    for (const part of [ann.name, ann.log, ann.reply, ann.send, ann.close, ann.hand, ann.release]) {
      expect(await part.count()).toBe(1);
    }
    const { page } = ann;
    const nameless = await page
      .locator('button, input, textarea')
      .evaluateAll((all) =>
        all
          .filter((one) => !one.textContent && !one.ariaLabel && !(one as HTMLInputElement).labels?.length)
          .map((one) => one.id),
      );
    expect(nameless, 'parts without a name').toEqual([]);
    expect(await ann.list('Connected').getAttribute('aria-current')).toBe('true');
  });

  it('stays where the agent reads when something new comes, and follows it at the end', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const visitor = await platform.visitor();
    for (let n = 0; n < 30; n++) await visitor.say(`line ${n}`);
    await ann.open('Waiting');
    await ann.shows('line 29');
    const below = () => ann.log.evaluate((log) => Math.round(log.scrollHeight - log.clientHeight - log.scrollTop));
    await expect.poll(below).toBeLessThan(2);
    await visitor.say('newest');
    await ann.shows('newest');
    await expect.poll(below).toBeLessThan(2);
    await ann.log.evaluate((log) => log.scrollTo(0, 0));
    await visitor.say('not in sight');
    await ann.shows('not in sight');
    expect(await ann.log.evaluate((log) => log.scrollTop)).toBe(0);
  });
});
