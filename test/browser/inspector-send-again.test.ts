import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { expect, it } from 'vitest';
import { openPage, type VisitorPage } from './browsing.ts';
import { describeInChromium } from './describe-in-chromium.ts';
import { type Handoff, startHandoff } from './handoff.ts';

async function startChat(browser: Browser, text: string, options = {}): Promise<Handoff & { visitor: VisitorPage }> {
  const handoff = await startHandoff({ greeting: 'Hello.' });
  const visitor = await openPage(browser, handoff.page, options);
  await visitor.talk.click();
  await visitor.shows('Hello.');
  await visitor.say(text);
  await visitor.log.getByText('You wrote:').waitFor();
  await visitor.calls.nth(3).getByText(/\d ms/).waitFor();
  return { ...handoff, visitor };
}

// The row of what was sent again.
function repeated({ calls, page }: VisitorPage) {
  return calls.filter({ has: page.getByText('sent again', { exact: true }) });
}

describeInChromium('a call that is sent again', (browser) => {
  it('comes with a new timestamp, so that it is another message', async () => {
    const { visitor, heard } = await startChat(browser(), 'Where is it?');
    const chat = visitor.calls.nth(2);
    await chat.locator('summary').click();
    const bodyOf = async (call: number) => {
      const [body] = await visitor.calls.nth(call).locator('pre').allTextContents();
      return JSON.parse(body ?? '');
    };
    const first = await bodyOf(2);
    await chat.getByRole('button', { name: 'Send again', exact: true }).click();
    await chat.getByText('Sent again: 200.').waitFor();
    const again = repeated(visitor);
    await again.locator('summary').click();
    const [body] = await again.locator('pre').allTextContents();
    expect(JSON.parse(body ?? '')).toEqual({ ...first, timestamp: expect.any(Number) });
    expect(JSON.parse(body ?? '').timestamp).toBeGreaterThan(first.timestamp);
    expect(heard).toEqual(['Where is it?', 'Where is it?']);
    expect((await visitor.texts()).filter((text) => text === 'Where is it?')).toHaveLength(1);
  });

  it('comes with the same timestamp when that is asked for: a duplicate, which the webhook answers and does not hear', async () => {
    const { visitor, heard } = await startChat(browser(), 'Where is it?');
    const chat = visitor.calls.nth(2);
    await chat.locator('summary').click();
    await chat.getByRole('button', { name: 'Send with the same timestamp' }).click();
    await chat.getByText('Sent again: 200.').waitFor();
    const again = repeated(visitor);
    await again.locator('summary').click();
    expect(await again.locator('pre').first().textContent()).toBe(await chat.locator('pre').first().textContent());
    expect(heard).toEqual(['Where is it?']);
  });

  it('comes edited, also as what is no JSON', async () => {
    const { visitor, heard } = await startChat(browser(), 'Where is it?');
    const chat = visitor.calls.nth(2);
    await chat.locator('summary').click();
    await chat.getByRole('button', { name: 'Edit' }).click();
    const body = chat.getByRole('textbox', { name: 'Request body' });
    await body.fill((await body.inputValue()).replace('Where is it?', 'Is it late?'));
    await chat.getByRole('button', { name: 'Send again', exact: true }).click();
    await chat.getByText('Sent again: 200.').waitFor();
    expect(heard).toEqual(['Where is it?', 'Is it late?']);
    await body.fill('{"conversation_id":');
    await chat.getByRole('button', { name: 'Send again', exact: true }).click();
    await chat.getByText('Sent again: 400.').waitFor();
    await chat.getByRole('button', { name: 'Stop editing' }).click();
    expect(await chat.locator('pre').first().textContent()).toContain('Where is it?');
  });

  it('is a call of the API: the visitor sees its text once more', async () => {
    const { visitor } = await startChat(browser(), 'Where is it?');
    const greeting = visitor.calls.nth(1);
    await greeting.locator('summary').click();
    await greeting.getByRole('button', { name: 'Send again', exact: true }).click();
    await greeting.getByText('Sent again: 200.').waitFor();
    await visitor.log.getByText('Hello.', { exact: true }).nth(1).waitFor();
  });

  it('is sent once by a double click', async () => {
    const { visitor, heard } = await startChat(browser(), 'Where is it?');
    const chat = visitor.calls.nth(2);
    await chat.locator('summary').dblclick();
    await chat.getByRole('button', { name: 'Send again', exact: true }).dblclick();
    await chat.getByText('Sent again: 200.').waitFor();
    await visitor.say('And now?');
    await visitor.shows('You wrote: And now?');
    expect(heard).toEqual(['Where is it?', 'Where is it?', 'And now?']);
  });
});

describeInChromium('a call that is copied as curl', (browser) => {
  const text = `"It's" $HOME \`id\` 👩‍👩‍👧\nתודה`;

  it('runs as it is copied, and is the same webhook', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    const { visitor, heard } = await startChat(browser(), text, { permissions });
    const copied = () => visitor.page.evaluate(() => navigator.clipboard.readText());
    const chat = visitor.calls.nth(2);
    await chat.locator('summary').click();
    await chat.getByRole('button', { name: 'Copy as curl' }).click();
    await chat.getByText('Copied.').waitFor();
    expect(await copied()).toContain('-H "Authorization: Bearer $GPTBOTS_WEBHOOK_SECRET"');
    expect(await copied()).not.toContain('the-webhook-secret');
    expect(await sh(await copied())).toMatchObject({ code: 200 });
    expect(heard, 'expected a duplicate').toEqual([text]);
    await chat.getByRole('button', { name: 'Edit' }).click();
    const body = chat.getByRole('textbox', { name: 'Request body' });
    await body.fill((await body.inputValue()).replace(/"timestamp": \d+/, '"timestamp": 1'));
    await chat.getByRole('button', { name: 'Copy as curl' }).click();
    await expect.poll(copied).toContain('"timestamp": 1');
    expect(await sh(await copied())).toMatchObject({ code: 200 });
    expect(heard, 'expected another message with the same text').toEqual([text, text]);
  });

  it('is copied in a frame of another origin too, where the browser has no clipboard', async () => {
    const { visitor } = await startChat(browser(), text);
    await visitor.page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } });
      document.addEventListener('copy', () => {
        document.title = String(document.getSelection());
      });
    });
    const chat = visitor.calls.nth(2);
    await chat.locator('summary').click();
    const button = chat.getByRole('button', { name: 'Copy as curl' });
    await button.click();
    await chat.getByText('Copied.').waitFor();
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});

async function sh(command: string): Promise<unknown> {
  const env = { ...process.env, GPTBOTS_WEBHOOK_SECRET: 'the-webhook-secret' };
  return JSON.parse((await promisify(execFile)('sh', ['-c', command], { env })).stdout);
}
