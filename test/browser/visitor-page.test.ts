import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { closedPort } from '../helpers/closed-port.ts';
import { openPage, visitorPage } from './browsing.ts';
import { contrastOf } from './contrast.ts';
import { describeInChromium } from './describe-in-chromium.ts';
import { startHandoff, startSimulator } from './handoff.ts';

describeInChromium("the visitor's page", (browser) => {
  it('shows a whole conversation, both ways and in order, and who closed it', async () => {
    const { page, conversations, heard, client } = await startHandoff({ greeting: 'Hello, this is Ann.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.waitFor();
    expect(await visitor.status.textContent(), 'expected no status before a handoff').toBe('');
    await visitor.talk.click();
    await visitor.reads('connected');
    await visitor.shows('Hello, this is Ann.');
    for (const text of ['My parcel is late.', 'It is the one of Monday.']) {
      await visitor.say(text);
      await visitor.shows(`You wrote: ${text}`);
    }
    expect(heard).toEqual(['My parcel is late.', 'It is the one of Monday.']);
    expect(await visitor.texts()).toEqual([
      'Hello, this is Ann.',
      'My parcel is late.',
      'You wrote: My parcel is late.',
      'It is the one of Monday.',
      'You wrote: It is the one of Monday.',
    ]);
    await client.closeSession({ conversation_id: conversations[0] ?? '' });
    await visitor.reads('ended');
    await visitor.shows('Your service closed the conversation.');
    expect(await visitor.message.isVisible(), 'expected nothing to write into any more').toBe(false);
    expect(await visitor.leave.isVisible()).toBe(false);
  });

  it('shows Busy when the webhook cannot be reached, and lets the visitor try again', async () => {
    const visitor = await openPage(browser(), await startSimulator(`http://127.0.0.1:${await closedPort()}/gptbots`));
    await visitor.talk.click();
    await visitor.reads('busy');
    await visitor.page.getByText(/^Your webhook gave no answer: .*ECONNREFUSED/).waitFor();
    await visitor.shows('All humans are busy: the webhook did not answer establish with 200.');
    await visitor.calls.first().getByText('no answer', { exact: true }).waitFor();
    await visitor.talk.click();
    await visitor.calls.nth(1).getByText('no answer', { exact: true }).waitFor();
    await visitor.reads('busy');
  });

  it('counts down while nobody answers, and then ends with the reason', async () => {
    const { page, heard } = await startHandoff({ args: ['--wait-timeout', '1.5'] });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.reads('connecting');
    await visitor.page
      .getByRole('timer')
      .getByText(/^GPTBots ends this in [12] s/)
      .waitFor();
    await visitor.reads('ended');
    await visitor.shows('GPTBots ended the conversation: nobody replied in time.');
    expect(await visitor.page.getByRole('timer').isVisible()).toBe(false);
    expect(heard).toEqual(['(TIMEOUT)']);
  });

  it('tells the service when the visitor leaves', async () => {
    const { page, heard } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.shows('Hello.');
    await visitor.leave.click();
    await visitor.reads('ended');
    await visitor.shows('You left the conversation.');
    await visitor.calls.filter({ hasText: 'close' }).getByText('200', { exact: true }).waitFor();
    expect(heard).toEqual(['(USER_CLOSED)']);
  });

  it('loses nothing when it is loaded again in the middle', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.say('Before.');
    await visitor.shows('You wrote: Before.');
    const before = await visitor.texts();
    await visitor.page.reload();
    await visitor.reads('connected');
    expect(await visitor.texts()).toEqual(before);
    expect(await visitor.calls.count()).toBe(4);
    await visitor.say('After.');
    await visitor.shows('You wrote: After.');
  });

  it('says which message was not delivered', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.say('lose this');
    await visitor.log.getByText(/^You, .*: not delivered, the webhook did not answer 200$/).waitFor();
    await visitor.say('Not this.');
    await visitor.shows('You wrote: Not this.');
    expect(await visitor.log.getByText(/not delivered/).count(), 'expected the other message not to be marked').toBe(1);
  });

  it('shows no reply that a fault kept from GPTBots, and names the fault', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.', args: ['--fault', 'api:code-40000'] });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.calls.nth(1).locator('summary').getByText('code-40000', { exact: true }).waitFor();
    await visitor.reads('connecting');
    expect(await visitor.texts()).toEqual([]);
  });

  it('shows markup as the text it is', async () => {
    const { page } = await startHandoff({ greeting: '<b>Hello</b>' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.shows('<b>Hello</b>');
    const script = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">";
    await visitor.say(script);
    await visitor.shows(script);
    await visitor.shows(`You wrote: ${script}`);
    expect(await visitor.page.title()).toBe('Visitor · simulated GPTBots');
    expect(await visitor.page.locator('main img, main script, main b').count()).toBe(0);
  });

  it('can be used with the keyboard alone', async () => {
    const { page, heard } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.waitFor();
    const { keyboard } = visitor.page;
    const focused = () => visitor.page.evaluate(() => document.activeElement?.id);
    await tabTo('talk');
    await keyboard.press('Enter');
    await visitor.reads('connected');
    expect(await focused(), 'expected the visitor to write without looking for the field').toBe('message');
    await keyboard.type('First line');
    await keyboard.press('Shift+Enter');
    await keyboard.type('second line');
    await keyboard.press('Enter');
    await visitor.shows('You wrote: First line\nsecond line');
    await tabTo('leave');
    await keyboard.press('Enter');
    await visitor.reads('ended');
    expect(await focused(), 'expected the keyboard to be where the next conversation starts').toBe('talk');
    expect(heard).toContain('First line\nsecond line');

    async function tabTo(id: string): Promise<void> {
      for (let presses = 0; presses < 20 && (await focused()) !== id; presses++) await keyboard.press('Tab');
      expect(await focused(), `expected Tab to come to ${id}`).toBe(id);
    }
  });

  it('fits on a phone of 360 px, without scrolling sideways', async () => {
    const { page } = await startHandoff({ greeting: `https://example.com/${'long'.repeat(60)}` });
    const visitor = await openPage(browser(), page, { viewport: { width: 360, height: 740 } });
    await visitor.page.getByText('Who is asking').click();
    await expectNoSideways();
    await visitor.talk.click();
    await visitor.reads('connected');
    await visitor.say('w'.repeat(300));
    await visitor.calls.nth(3).locator('summary').click();
    await visitor.calls.nth(3).locator('pre').first().waitFor();
    await expectNoSideways();
    await visitor.leave.click();
    await visitor.reads('ended');
    const below = await visitor.log.evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
    expect(below, 'expected the end of the conversation, and why it ended, to be in sight').toBeLessThan(2);

    async function expectNoSideways(): Promise<void> {
      const width = await visitor.page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, 'expected nothing wider than the screen').toBeLessThanOrEqual(360);
      const cut = await visitor.page
        .locator('body *')
        .evaluateAll((elements) =>
          elements
            .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth)
            .map((one) => one.className),
        );
      expect(cut, 'expected nothing to be cut off').toEqual([]);
    }
  });

  it('is readable light and dark, which its user decides', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page, { colorScheme: 'light' });
    await visitor.talk.click();
    await visitor.say('Hi.');
    await visitor.shows('You wrote: Hi.');
    const folder = await mkdtemp(join(tmpdir(), 'gptbots-human-page-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const colorScheme of ['light', 'dark'] as const) {
      await visitor.page.emulateMedia({ colorScheme });
      for (const text of await visitor.page
        .locator('.text, .about, .quiet:visible, .status, summary span, button:visible')
        .all()) {
        const contrast = await text.evaluate(contrastOf);
        expect(
          contrast,
          `expected ${await text.textContent()} to be readable in ${colorScheme}`,
        ).toBeGreaterThanOrEqual(4.5);
      }
      const path = join(folder, `${colorScheme}.png`);
      await visitor.page.screenshot({ path });
      expect((await stat(path)).size).toBeGreaterThan(0);
    }
    const ground = await visitor.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground, 'expected a dark ground').toBe('rgb(15, 18, 22)');
  });

  it('is a visitor of its own in each tab', async () => {
    const { page, conversations, client } = await startHandoff();
    const first = await openPage(browser(), page);
    // In the same browser, so that they would share what a browser keeps.
    const second = visitorPage(await first.page.context().newPage());
    await second.page.goto(page);
    await first.talk.click();
    await first.reads('connecting');
    await second.talk.waitFor();
    expect(await second.status.textContent()).toBe('');
    await second.talk.click();
    await second.reads('connecting');
    const [one = '', other = ''] = conversations;
    await client.sendReply({ conversation_id: other, body: 'For the second.' });
    await client.sendReply({ conversation_id: one, body: 'For the first.' });
    await first.shows('For the first.');
    await second.shows('For the second.');
    expect(await first.texts()).toEqual(['For the first.']);
    expect(await second.texts()).toEqual(['For the second.']);
    expect(await first.calls.count(), 'expected each inspector to list the calls of both').toBe(4);
    await first.page.getByRole('checkbox', { name: 'Only this conversation' }).check();
    expect(await first.calls.count()).toBe(2);
  });

  it('sends who the visitor says to be', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.page.getByText('Who is asking').click();
    await visitor.page.getByRole('textbox', { name: 'Email' }).fill('bob@example.com');
    await visitor.page.getByRole('textbox', { name: 'Question' }).fill('Where is my parcel?');
    await visitor.talk.click();
    await visitor.shows('Hello.');
    await visitor.calls.first().locator('summary').click();
    const [request] = await visitor.calls.first().locator('pre').allTextContents();
    expect(JSON.parse(request ?? '')).toMatchObject({
      email: 'bob@example.com',
      body: [
        { message_type: 'QUESTION', text: 'Where is my parcel?' },
        { message_type: 'ANSWER', text: '' },
      ],
    });
  });
});
