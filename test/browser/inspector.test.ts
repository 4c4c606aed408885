import { createHumanWebhook, decline } from 'gptbots-human';
import { expect, it } from 'vitest';
import { closedPort } from '../helpers/closed-port.ts';
import { serve } from '../helpers/serve.ts';
import { openPage } from './browsing.ts';
import { describeInChromium } from './describe-in-chromium.ts';
import { startHandoff, startSimulator } from './handoff.ts';
import { takeScreenshot } from './support/screenshot.ts';

describeInChromium("what the visitor's page tells the developer", (browser) => {
  it('lists each webhook and each call of the API, with status, duration and bodies', async () => {
    const { page, conversations } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.shows('Hello.');
    await visitor.calls.nth(1).getByText(/\d ms/).waitFor();
    const rows = await visitor.calls.locator('summary').allInnerTexts();
    expect(rows.map((row) => row.split(/\s+/).join(' '))).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d webhook establish Where is my parcel\? 200 \d+ ms$/),
      expect.stringMatching(/^\d\d:\d\d:\d\d API sendReply Hello\. 200 \d+ ms$/),
    ]);
    const reply = visitor.calls.nth(1);
    await reply.locator('summary').click();
    await reply.getByText('POST /v1/human/message/receive').waitFor();
    const [request, answer] = await reply.locator('pre').allTextContents();
    expect(JSON.parse(request ?? '')).toMatchObject({ conversation_id: conversations[0], body: 'Hello.' });
    expect(JSON.parse(answer ?? '')).toMatchObject({ code: 0 });
  });

  it('says beside Busy what the webhook answered, and no longer than Busy lasts', async () => {
    const webhook = createHumanWebhook({
      secret: false,
      logger: {},
      establish: ({ email }) => (email === 'first@example.com' ? decline('closed') : undefined),
      chat() {},
      close() {},
    });
    const visitor = await openPage(
      browser(),
      await startSimulator(`http://127.0.0.1:${await serve(webhook.node)}/gptbots`),
    );
    const because = visitor.page.getByText('Your webhook answered 503', { exact: true });
    await visitor.page.getByText('Who is asking').click();
    await visitor.page.getByRole('textbox', { name: 'Email' }).fill('first@example.com');
    await visitor.talk.click();
    await visitor.reads('busy');
    await because.waitFor();
    await visitor.page.reload();
    await because.waitFor();
    await visitor.page.getByText('Who is asking').click();
    await visitor.page.getByRole('textbox', { name: 'Email' }).fill('second@example.com');
    await visitor.talk.click();
    await visitor.reads('connecting');
    expect(await visitor.page.getByText(/^Your webhook answered/).isVisible()).toBe(false);
    await visitor.calls.first().locator('summary').click();
    await visitor.calls.first().getByText('POST /gptbots/conversation/establish').waitFor();
  });

  it('tests the availability of the webhook, and says what each route answered', async () => {
    const { page, conversations } = await startHandoff();
    const visitor = await openPage(browser(), page);
    const button = visitor.page.getByRole('button', { name: 'Availability test', exact: true });
    const result = visitor.page.getByRole('region', { name: 'Result of the availability test' });
    await button.click();
    await result.getByText('GPTBots would call your webhook available.').waitFor();
    const routes = await result.getByRole('listitem').allInnerTexts();
    expect(routes).toEqual([
      expect.stringMatching(/^establish: 200 in \d+ ms$/),
      expect.stringMatching(/^chat: 200 in \d+ ms$/),
    ]);
    await visitor.calls.nth(1).getByText(/\d ms/).waitFor();
    expect(await visitor.calls.getByText('availability test').count()).toBe(2);
    expect(conversations).toEqual([]);
    expect(await visitor.status.textContent(), 'expected the visitor to notice nothing').toBe('');
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    await visitor.page.setViewportSize({ width: 1000, height: 480 });
    for (const call of [0, 1]) await visitor.calls.nth(call).locator('summary').click();
    const head = visitor.page.locator('.head', { has: button });
    const cutOff = await head.evaluate((element) => element.scrollHeight - element.clientHeight);
    expect(cutOff, 'expected a full list to leave the buttons their place').toBe(0);
    await takeScreenshot(visitor.page, 'availability-test');
  });

  it('says of a webhook that is unavailable what the routes did instead', async () => {
    const visitor = await openPage(browser(), await startSimulator(`http://127.0.0.1:${await closedPort()}/gptbots`));
    await visitor.page.setViewportSize({ width: 360, height: 740 });
    await visitor.page.getByRole('button', { name: 'Availability test' }).click();
    const result = visitor.page.getByRole('region', { name: 'Result of the availability test' });
    await result.getByText('GPTBots would call your webhook unavailable.').waitFor();
    await result.getByText(/^chat: no answer in \d+ ms, .*ECONNREFUSED/).waitFor();
    await result.getByText(/^establish: no answer in \d+ ms, .*ECONNREFUSED/).waitFor();
    const overflow = await visitor.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, 'expected no scrolling sideways on a phone').toBeLessThanOrEqual(0);
    await takeScreenshot(visitor.page, 'availability-test-failed');
  });

  it('lists the newest 1000 calls, and no older ones', async () => {
    const page = await startSimulator(`http://127.0.0.1:${await closedPort()}/gptbots`);
    const call = (number: number) => fetch(`${page}/v1/call-${number}-x`, { method: 'POST' });
    await call(1);
    await Promise.all(Array.from({ length: 999 }, (_, index) => call(index + 2)));
    const visitor = await openPage(browser(), page);
    await visitor.calls.nth(999).waitFor();
    expect(await visitor.calls.first().locator('summary').textContent()).toContain('/v1/call-1-x');
    await call(1001);
    await visitor.calls.filter({ hasText: '/v1/call-1001-x' }).getByText(/\d ms/).waitFor();
    expect(await visitor.calls.count()).toBe(1000);
    expect(await visitor.calls.filter({ hasText: '/v1/call-1-x' }).count()).toBe(0);
  });
});
