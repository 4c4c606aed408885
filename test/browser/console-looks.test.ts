import { expect, it } from 'vitest';
import { contrastOf } from './contrast.ts';
import { describeInChromium } from './describe-in-chromium.ts';
import { type ConsolePage, openConsole } from './support/console-page.ts';
import { startConsoles } from './support/console-process.ts';
import { takeScreenshot } from './support/screenshot.ts';

describeInChromium('how the console looks', (browser) => {
  it('shows at a glance who waits, what failed, and what nobody knows', async () => {
    const { platform, address } = await startConsoles();
    const viewport = { width: 1120, height: 760 };
    const ann = await openConsole(browser(), address, { name: 'Ann', viewport, colorScheme: 'light', provoked: /502/ });
    await fill(ann, platform);
    await takeScreenshot(ann.page, 'console');
    const entries = ann.page.locator('.entry');
    const overfull = await entries.evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
    expect(overfull, 'entries that are wider than their list').toBe(0);
    expect(await entries.locator('.name').evaluateAll((all) => all.every((one) => one.clientWidth > 25))).toBe(true);
    for (const colorScheme of ['light', 'dark'] as const) {
      await ann.page.emulateMedia({ colorScheme });
      await expectReadable(ann, colorScheme);
    }
    const ground = await ann.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground, 'expected a dark ground').toBe('rgb(15, 18, 22)');
    if (process.env.LOOK) await ann.page.screenshot({ path: `${process.env.LOOK}/dark.png` });
  });

  it('shows without colours which entry is open and which button is pressed', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann', forcedColors: 'active' });
    for (const user_name of ['Bob', 'Eve']) await platform.visitor({ user: { user_name } });
    await ann.open('Waiting', 'Bob');
    await ann.notice.click();
    const outlineOf = (part: typeof ann.notice) => part.evaluate((one) => getComputedStyle(one).outlineStyle);
    await ann.reply.or(ann.page.getByRole('textbox', { name: 'Notice' })).waitFor();
    expect(await outlineOf(ann.list('Waiting').filter({ hasText: 'Bob' }))).toBe('solid');
    expect(await outlineOf(ann.list('Waiting').filter({ hasText: 'Eve' }))).toBe('none');
    expect(await outlineOf(ann.notice)).toBe('solid');
  });

  it('fits on a phone of 390 px, without scrolling sideways', async () => {
    const { platform, address } = await startConsoles();
    const viewport = { width: 390, height: 844 };
    const ann = await openConsole(browser(), address, { name: 'Ann', viewport, provoked: /502/ });
    await fill(ann, platform);
    const eve = await platform.visitor({ user: { user_name: `${'long'.repeat(40)}` } });
    await ann.back.click();
    await ann.open('Waiting', 'long');
    await eve.say(`https://example.com/${'long'.repeat(60)}`);
    await ann.shows(/example/);
    await ann.back.click();
    await ann.open('Connected', 'Bob');
    if (process.env.LOOK) await ann.page.screenshot({ path: `${process.env.LOOK}/narrow.png` });
    for (const part of [ann.reply, ann.send, ann.close, ann.back, ann.log]) {
      const box = await part.boundingBox();
      expect(box && box.y + box.height, 'expected all of it on the screen').toBeLessThanOrEqual(844);
    }
    const actions = await ann.page.locator('.actions button:visible').all();
    expect(actions).toHaveLength(4);
    const tops = await Promise.all(actions.map((one) => one.boundingBox().then((box) => box?.y)));
    expect(new Set(tops).size, 'expected the actions in one row').toBe(1);
    const width = await ann.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, 'expected nothing wider than the screen').toBeLessThanOrEqual(390);
    const visible = ann.page.locator('body *:visible:not(.name, .preview, .fact, .heard)');
    const cut = await visible.evaluateAll((all) =>
      all.filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth).map((one) => one.className),
    );
    expect(cut, 'expected nothing to be cut off').toEqual([]);
  });
});

// A conversation with every kind of line, a user who waits, and one who has left.
export async function fill(
  ann: ConsolePage,
  platform: Awaited<ReturnType<typeof startConsoles>>['platform'],
): Promise<void> {
  const gone = await platform.visitor({ user: { user_name: 'Carol' } });
  await ann.has('Waiting', 'Carol');
  await gone.leave();
  const user = { user_name: 'Bob', email: 'bob@example.com', user_id: 'customer 4711' };
  const transcript = [
    { message_type: 'QUESTION' as const, text: 'Where is my parcel?' },
    { message_type: 'ANSWER' as const, text: 'It left our warehouse on Friday. Would you like to talk to a human?' },
  ];
  const visitor = await platform.visitor({ user, transcript, fields: { conversation_type: 'WHATSAPP_META' } });
  await ann.open('Waiting', 'Bob');
  for (const label of ['delivery', 'vip']) {
    await ann.newLabel.fill(label);
    await ann.newLabel.press('Enter');
    await ann.labels.getByText(label).waitFor();
  }
  await ann.answer('Hello, this is Ann. I am looking it up.');
  await ann.line('Hello, this is Ann. I am looking it up.').getByText('sent', { exact: true }).waitFor();
  await visitor.say('Thank you. It was due on Monday.');
  await ann.shows('Thank you. It was due on Monday.');
  platform.faults.api('code-40000', 'reset-after-accept');
  await ann.answer('It is in your town already.');
  await ann.line('It is in your town already.').getByRole('button', { name: 'Send again', exact: true }).waitFor();
  await ann.answer('It comes this afternoon, between two and four.');
  await ann
    .line('It comes this afternoon, between two and four.')
    .getByText(/^unknown/)
    .waitFor();
  await platform.visitor({ email: 'dan@example.com', fields: { conversation_type: 'WIDGET' } });
  // On a phone, the lists are behind the conversation.
  await ann.page.getByText('dan@example.com').first().waitFor({ state: 'attached' });
}

async function expectReadable(ann: ConsolePage, colorScheme: string): Promise<void> {
  const texts = ann.page.locator(
    'h1, h2, label, input, textarea, .text, .note, .quiet:visible, .entry span:not(:empty), .alert, button:visible:enabled',
  );
  const all = await texts.all();
  expect(all.length).toBeGreaterThan(30);
  for (const text of all) {
    const what = (await text.textContent()) || (await text.getAttribute('aria-label'));
    const contrast = await text.evaluate(contrastOf);
    expect(contrast, `expected "${what}" to be readable in ${colorScheme}`).toBeGreaterThanOrEqual(4.5);
  }
}
