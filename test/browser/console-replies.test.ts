import type { Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from './describe-in-chromium.ts';
import { openConsole } from './support/console-page.ts';
import { startConsoles } from './support/console-process.ts';

// Chromium writes each answer that is an error into its console.
const provoked = /status of (409|502)|ERR_/;

describeInChromium("the console, when a reply doesn't arrive", (browser) => {
  /** A conversation that Ann has open. */
  async function setUp() {
    const consoles = await startConsoles();
    const ann = await openConsole(browser(), consoles.address, { name: 'Ann', provoked });
    const visitor = await consoles.platform.visitor({ user: { user_name: 'Bob' } });
    await ann.open('Waiting', 'Bob');
    return { ...consoles, ann, visitor };
  }

  it('shows one that GPTBots refused as failed, and sends it again when told to', async () => {
    const { platform, ann, visitor } = await setUp();
    platform.faults.api('code-40000');
    await ann.answer('Hello.');
    await ann.line('Hello.').getByText('failed: the user did not get it').waitFor();
    await ann.alert.getByText('The reply to Bob failed').waitFor();
    const alert = await ann.alert.textContent();
    expect(alert, 'the reason, with a name, once').toMatch(
      /^The reply to Bob failed: [^.]*40000: invalid parameter\.$/,
    );
    expect(visitor.replies).toEqual([]);
    await ann.has('Waiting', 'Bob');
    await ann.line('Hello.').getByRole('button', { name: 'Send again', exact: true }).click();
    expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: 'Hello.' });
    await ann.line('Hello.').getByText('sent', { exact: true }).waitFor();
    expect(await ann.line('Hello.').count(), 'expected it to be the same reply').toBe(1);
    expect(await ann.alert.isVisible(), 'expected nothing to be wrong any more').toBe(false);
  });

  it('shows one as unknown whose answer GPTBots dropped, and leaves the choice to the agent', async () => {
    const { platform, ann, visitor } = await setUp();
    platform.faults.api('drop-after-accept');
    await ann.answer('Hello.');
    await ann.line('Hello.').getByText('sending', { exact: true }).waitFor();
    // The client waits 15 s for an answer.
    await ann
      .line('Hello.')
      .getByText(/^unknown: GPTBots did not say/)
      .waitFor({ timeout: 60_000 });
    expect(
      visitor.replies.map(({ body }) => body),
      'what the user has read',
    ).toEqual(['Hello.']);
    await ann.line('Hello.').getByRole('button', { name: 'Leave it', exact: true }).click();
    await ann.line('Hello.').getByRole('button').first().waitFor({ state: 'hidden' });
    await ann
      .line('Hello.')
      .getByText(/^unknown/)
      .waitFor();
    await ann.answer('Are you there?');
    await ann.line('Are you there?').getByText('sent', { exact: true }).waitFor();
    expect(visitor.replies.map(({ body }) => body)).toEqual(['Hello.', 'Are you there?']);
  });

  it('sends one of unknown outcome a second time, as another reply, only when told to', async () => {
    const { platform, ann, visitor } = await setUp();
    platform.faults.api('reset-before-accept');
    await ann.answer('Hello.');
    await ann.line('Hello.').getByRole('button', { name: 'Send again anyway', exact: true }).click();
    await ann.line('Hello.').getByText('sent', { exact: true }).waitFor();
    expect(
      await ann
        .line('Hello.')
        .getByText(/^unknown/)
        .count(),
      'expected the first one to be there still',
    ).toBe(1);
    expect(await ann.line('Hello.').getByRole('button').count(), 'expected no further choice').toBe(0);
    expect(visitor.replies.map(({ body }) => body)).toEqual(['Hello.']);
    expect(await ann.reply.evaluate((reply) => reply === document.activeElement)).toBe(true);
  });

  it('shows one that could not be handed in as not sent, and leaves the box free', async () => {
    const { address, visitor, ann } = await setUp();
    const id = encodeURIComponent(visitor.conversationId);
    // Ann's page hears of it late.
    await ann.page.route('**/reply', async (route) => {
      const headers = { 'content-type': 'application/json' };
      await fetch(`${address}/api/sessions/${id}/claim`, { method: 'POST', headers, body: '{"agent":"Ben"}' });
      await route.continue();
    });
    await ann.answer('My long answer');
    await ann.alert.getByText('Another agent has this conversation by now. Take it over if you mean to.').waitFor();
    await ann.line('My long answer').getByText('not sent', { exact: true }).waitFor();
    expect(await ann.reply.inputValue(), 'expected the box to be free').toBe('');
    await ann.has('Waiting', /Bob.*reply not sent/);
    expect(visitor.replies).toEqual([]);
    await ann.take.click();
    await ann.release.waitFor();
    await ann.page.unroute('**/reply');
    await ann.line('My long answer').getByRole('button', { name: 'Send again', exact: true }).click();
    expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: 'My long answer' });
    await ann.line('My long answer').getByText('sent', { exact: true }).waitFor();
    expect(await ann.line('My long answer').count(), 'expected it to be the same line').toBe(1);
    expect(await ann.list('Connected').textContent()).not.toContain('not sent');
  });

  it('sends one once although it is asked for twice, as the first answer never came', async () => {
    const { ann, visitor } = await setUp();
    const ids = new Set<unknown>();
    // It arrives and is sent; but neither the answer comes back, nor what it came to.
    await ann.page.route('**/messages', (messages) => messages.abort(), { times: 1 });
    await ann.page.route('**/api/events*', (events) => events.abort());
    await ann.page.reload();
    await ann.shows('I would like to talk to a human.');
    await ann.page.route('**/messages', (messages) => messages.abort(), { times: 1 });
    const loseAnswer = async (route: Route) => {
      ids.add(route.request().postDataJSON().id);
      await route.fetch();
      await route.abort();
    };
    await ann.page.route('**/reply', loseAnswer, { times: 1 });
    await ann.answer('Hello.');
    await ann.alert.getByText('The server does not answer. Try again.').waitFor();
    const again = ann.page.waitForRequest('**/reply');
    await ann.line('Hello.').getByRole('button', { name: 'Send again', exact: true }).click();
    ids.add((await again).postDataJSON().id);
    expect(ids.size, 'expected one id for both requests').toBe(1);
    await ann.answer('Next.');
    await ann.line('Next.').getByText('sent', { exact: true }).waitFor();
    expect(visitor.replies.map(({ body }) => body)).toEqual(['Hello.', 'Next.']);
    expect(await ann.alert.isVisible()).toBe(false);
  });

  it('shows them as sending at once, and keeps their order although the first request is slow', async () => {
    const { ann, visitor } = await setUp();
    const texts = ['one', 'two', 'three'];
    let release = () => {};
    const isSlow = new Promise<void>((resolve) => (release = resolve));
    await ann.page.route(
      '**/reply',
      async (route) => {
        await isSlow;
        await route.continue();
      },
      { times: 1 },
    );
    for (const text of texts) await ann.answer(text);
    for (const text of texts) await ann.line(text).getByText('sending', { exact: true }).waitFor();
    release();
    for (const text of texts) await ann.line(text).getByText('sent', { exact: true }).waitFor();
    expect(visitor.replies.map(({ body }) => body)).toEqual(texts);
  });

  it('does nothing twice on a double click', async () => {
    const { platform, ann, visitor } = await setUp();
    await ann.take.dblclick();
    await ann.reply.fill('Hello.');
    await ann.send.dblclick();
    await ann.line('Hello.').getByText('sent', { exact: true }).waitFor();
    platform.faults.api('reset-before-accept');
    await ann.answer('Are you there?');
    await ann.line('Are you there?').getByRole('button', { name: 'Send again anyway', exact: true }).dblclick();
    await ann.line('Are you there?').getByText('sent', { exact: true }).waitFor();
    platform.faults.api('code-40000');
    await ann.answer('Last.');
    await ann.line('Last.').getByRole('button', { name: 'Send again', exact: true }).dblclick();
    await ann.line('Last.').getByText('sent', { exact: true }).waitFor();
    await ann.close.click();
    await ann.farewell.fill('Good bye.');
    await ann.page.getByRole('button', { name: 'Close now' }).dblclick();
    await ann.shows('The conversation is over: closed by an agent.');
    expect(visitor.replies.map(({ body }) => body)).toEqual(['Hello.', 'Are you there?', 'Last.', 'Good bye.']);
  });

  it('marks a conversation in the lists whose reply failed while another was open', async () => {
    const { platform, ann } = await setUp();
    await platform.visitor({ user: { user_name: 'Eve' } });
    let release = () => {};
    const isSlow = new Promise<void>((resolve) => (release = resolve));
    await ann.page.route('**/reply', (route) => isSlow.then(() => route.continue()));
    platform.faults.api('code-40000');
    await ann.answer('Hello.');
    await ann.open('Waiting', 'Eve');
    release();
    await ann.has('Waiting', /Bob.*reply failed/);
    expect(await ann.alert.isVisible(), 'expected no alert over the conversation with Eve').toBe(false);
    await ann.page.reload();
    await ann.has('Waiting', /Bob.*reply (failed|unknown)/);
    await ann.open('Waiting', 'Bob');
    await ann.line('Hello.').getByRole('button', { name: 'Send again', exact: true }).click();
    await ann.line('Hello.').getByText('sent', { exact: true }).waitFor();
    expect(await ann.list('Connected').textContent()).not.toContain('reply');
  });

  it('keeps a draft for each conversation', async () => {
    const { platform, ann, visitor } = await setUp();
    const eve = await platform.visitor({ user: { user_name: 'Eve' } });
    await ann.reply.fill('For Bob');
    await ann.open('Waiting', 'Eve');
    expect(await ann.reply.inputValue(), "expected Bob's draft to stay with Bob").toBe('');
    await ann.answer('For Eve');
    expect(await eve.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: 'For Eve' });
    await ann.open('Waiting', 'Bob');
    expect(await ann.reply.inputValue()).toBe('For Bob');
    await ann.send.click();
    expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: 'For Bob' });
  });

  it('says that the close failed, and lets the agent try again', async () => {
    const { platform, ann, visitor } = await setUp();
    await ann.answer('Hello.');
    await ann.has('Connected', 'Bob');
    // The farewell arrives, the close does not.
    platform.faults.api('delay', 'code-40000');
    await ann.end('Good bye.');
    await ann.alert.getByText(/close/i).waitFor();
    expect(visitor.status).toBe('connected');
    await ann.close.click();
    expect(await ann.farewell.inputValue(), 'expected the farewell to be there still').toBe('Good bye.');
    await ann.page.getByRole('button', { name: 'Close now' }).click();
    await ann.shows('The conversation is over: closed by an agent.');
    expect(await visitor.ended()).toBe('CLOSED_BY_SERVICE');
    expect(
      visitor.replies.map(({ body }) => body),
      'expected one farewell',
    ).toEqual(['Hello.', 'Good bye.']);
  });
});
