import { expect, it } from 'vitest';
import { describeInChromium } from './describe-in-chromium.ts';
import { type ConsolePage, openConsole } from './support/console-page.ts';
import { startConsoles } from './support/console-process.ts';

const provoked = /502|ERR_/;
const namesIn = (agent: ConsolePage, list: 'Waiting' | 'Connected') =>
  agent.list(list).locator('.name').allTextContents();

describeInChromium('the console, with what the desk offers', (browser) => {
  it('puts labels on a conversation and takes them off, for all agents, and finds conversations by them', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const ben = await openConsole(browser(), address, { name: 'Ben' });
    for (const user_name of ['Bob', 'Eve']) await platform.visitor({ user: { user_name } });
    await ann.has('Waiting', 'Eve');
    expect(await ann.label.isVisible(), 'expected nothing to choose from while there are no labels').toBe(false);
    await ann.open('Waiting', 'Bob');
    for (const label of ['billing', 'très urgent']) {
      await ann.newLabel.fill(label);
      await ann.newLabel.press('Enter');
      await ann.labels.getByText(label).waitFor();
    }
    await ben.has('Waiting', /Bob.*billing.*très urgent/);
    expect(await ann.newLabel.inputValue(), 'expected room for the next one').toBe('');

    await ben.label.selectOption('billing');
    await expect.poll(() => namesIn(ben, 'Waiting')).toEqual(['Bob']);
    await ben.label.selectOption('All labels');
    await ben.filter.fill('TRÈS');
    await expect.poll(() => namesIn(ben, 'Waiting')).toEqual(['Bob']);
    await ben.filter.fill('');
    await ben.label.selectOption('billing');

    await ann.page.getByRole('button', { name: 'Remove the label billing' }).click();
    await expect
      .poll(() => namesIn(ben, 'Waiting'), { message: 'a filter whose label nobody has' })
      .toEqual(['Bob', 'Eve']);
    await expect.poll(() => ann.labels.getByRole('listitem').count()).toBe(1);
    const isFocused = () => ann.newLabel.evaluate((input) => input === document.activeElement);
    await expect.poll(isFocused, { message: 'whether the focus is kept' }).toBe(true);
  });

  it('says why a label was refused', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann', provoked: /400/ });
    const { conversationId } = await platform.visitor({ user: { user_name: 'Bob' } });
    const body = (add: string) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: add });
    for (let n = 0; n < 20; n++) {
      await fetch(`${address}/api/sessions/${conversationId}/label`, body(JSON.stringify({ add: `label ${n}` })));
    }
    await ann.open('Waiting', 'Bob');
    await ann.newLabel.fill('one too many');
    await ann.newLabel.press('Enter');
    await ann.alert.getByText('Bob would have more than 20 labels.').waitFor();
    expect(await ann.newLabel.inputValue()).toBe('one too many');
  });

  it('says where a user writes from, and where in line they stand', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const fields = { conversation_type: 'WHATSAPP_META', channel_name: 'Shop hotline' };
    const visitors = [await platform.visitor({ user: { user_name: 'Bob' }, fields })];
    for (const user_name of ['Eve', 'Carol']) visitors.push(await platform.visitor({ user: { user_name } }));
    await ann.has('Waiting', /^\s*B\s*Bob\s*WhatsApp/);
    await ann.open('Waiting', 'Bob');
    const head = ann.page.getByRole('region', { name: 'Bob' });
    await head.getByText('WhatsApp', { exact: true }).waitFor();
    await head.getByText(/1st of 3 in line · Shop hotline$/).waitFor();
    await ann.open('Waiting', 'Carol');
    await ann.page.getByText(/3rd of 3 in line/).waitFor();
    await visitors[0]?.leave();
    await ann.page.getByText(/2nd of 2 in line/).waitFor();
    await ann.answer('Hello.');
    await ann.has('Connected', 'Carol');
    await ann.page.getByText(/in line/).waitFor({ state: 'hidden' });
  });

  it('sends a notice from the desk: it stops the countdown, claims nothing, and is no answer', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const visitor = await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.open('Waiting', 'Bob');
    await ann.notice.click();
    const box = ann.page.getByRole('textbox', { name: 'Notice' });
    await box.fill('Ten more minutes, please.');
    await ann.page.getByRole('button', { name: 'Send notice' }).click();
    expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: 'Ten more minutes, please.' });
    await ann.has('Connected', 'nobody has it');
    const line = ann.line('Ten more minutes, please.');
    await line.getByText(/^Desk, /).waitFor();
    await line.getByText('sent', { exact: true }).waitFor();
    expect(await ann.list('Connected').textContent(), 'expected it to count as no answer').not.toContain(
      'first answer',
    );
    // What comes next is a reply again.
    await ann.answer('Hello, this is Ann.');
    await ann.has('Connected', /with Ann, first answer after/);
  });

  it('sends a notice that failed again, when told to', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann', provoked });
    const visitor = await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.open('Waiting', 'Bob');
    platform.faults.api('code-40000');
    await ann.notice.click();
    await ann.page.getByRole('textbox', { name: 'Notice' }).fill('One minute.');
    await ann.page.keyboard.press('Enter');
    await ann.line('One minute.').getByText('failed: the user did not get it').waitFor();
    await ann.has('Waiting', /Bob.*reply failed/);
    await ann.line('One minute.').getByRole('button', { name: 'Send again', exact: true }).click();
    await ann.line('One minute.').getByText('sent', { exact: true }).waitFor();
    await ann.has('Connected', 'nobody has it');
    expect(visitor.replies.map(({ body }) => body)).toEqual(['One minute.']);
  });

  it('calls the agent whose user waits for too long, marks the entry until a person answers, and leaves others alone', async () => {
    const { platform, address } = await startConsoles({
      env: { REMIND_WAITING_MS: '60000', REMIND_ANSWER_MS: '1500' },
    });
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const ben = await openConsole(browser(), address, { name: 'Ben' });
    const bob = await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.open('Waiting', 'Bob');
    await ann.answer('Hello.');
    await ann.line('Hello.').getByText('sent', { exact: true }).waitFor();
    await bob.say('Where is it?');
    await ann.shows('Where is it?');
    for (const agent of [ann, ben]) await agent.has('Connected', /Bob.*overdue: waits since \d+:\d\d/);
    await ann.news.getByText('Bob has waited for too long').waitFor({ state: 'attached' });
    const titled = (agent: ConsolePage, title: string) => expect.poll(() => agent.page.title()).toBe(title);
    await titled(ann, '(1) Desk');
    await titled(ben, 'Desk');
    expect(await ben.news.textContent(), 'expected Ben not to be called').not.toContain('too long');
    await ann.page.reload();
    await ann.has('Connected', /overdue/);
    await ann.answer('It comes today.');
    for (const agent of [ann, ben]) {
      await expect.poll(() => agent.list('Connected').first().textContent()).not.toContain('overdue');
    }
    await titled(ann, 'Desk');
  });

  it('calls every agent while nobody has taken who waits for too long', async () => {
    const { platform, address } = await startConsoles({ env: { REMIND_WAITING_MS: '1000' } });
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const ben = await openConsole(browser(), address, { name: 'Ben' });
    await platform.visitor({ user: { user_name: 'Bob' } });
    for (const agent of [ann, ben]) {
      await agent.has('Waiting', /Bob.*overdue/);
      await agent.news.getByText('Bob has waited for too long').waitFor({ state: 'attached' });
    }
  });

  it('says of a user who was turned away that the desk did it, and shows what they read', async () => {
    const { platform, address } = await startConsoles({ env: { AWAY_TEXT: 'We are back on Monday.' } });
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const visitor = await platform.visitor({ user: { user_name: 'Bob' } });
    expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: 'We are back on Monday.' });
    await ann.has('Closed', /Bob.*the desk turned the user away/);
    await ann.open('Closed', 'Bob');
    await ann
      .line('We are back on Monday.')
      .getByText(/^Desk, /)
      .waitFor();
    await ann.shows('The conversation is over: the desk turned the user away.');
    expect(await ann.page.title()).toBe('Desk');
  });
});
