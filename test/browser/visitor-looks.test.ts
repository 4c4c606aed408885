import { expect, it } from 'vitest';
import { closedPort } from '../helpers/closed-port.ts';
import { openPage, type VisitorPage } from './browsing.ts';
import { describeInChromium } from './describe-in-chromium.ts';
import { startHandoff, startSimulator } from './handoff.ts';
import { expectAccessible } from './support/accessibility.ts';
import { takeScreenshot } from './support/screenshot.ts';

describeInChromium("how the visitor's page looks", (browser) => {
  it('has nothing in any state that axe finds, light and dark, and is as the guide shows it', {
    timeout: 300_000,
  }, async () => {
    const { page } = await startHandoff({ greeting: 'Hello Mia, this is Ann. One moment please, I look it up.' });
    const viewport = { width: 1280, height: 760 };
    const visitor = await openPage(browser(), page, { viewport, colorScheme: 'light' });
    await visitor.talk.waitFor();
    await isAccessible(visitor, 'before a handoff');
    await visitor.page.getByText('Who is asking').click();
    await isAccessible(visitor, 'with who is asking');
    await visitor.talk.click();
    await visitor.shows('Hello Mia, this is Ann. One moment please, I look it up.');
    await visitor.say('lose this');
    await visitor.log.getByText(/not delivered/).waitFor();
    await visitor.say('It was due on Friday. The number is `4711-AB`.');
    await visitor.log.getByText(/^You wrote/).waitFor();
    await visitor.page.getByRole('combobox', { name: 'Faults' }).selectOption('webhook:duplicate');
    await visitor.say('Where can I see it? https://example.com/4711');
    await visitor.log.getByText(/^You wrote: Where/).waitFor();
    await visitor.page.getByRole('combobox', { name: 'Faults' }).selectOption('api:500');
    await visitor.calls.nth(7).getByText(/\d ms/).waitFor();
    await isAccessible(visitor, 'in a conversation');
    await takeScreenshot(visitor.page, 'simulator', 'testing');
    await visitor.calls.nth(3).locator('summary').click();
    await visitor.calls.nth(3).getByRole('button', { name: 'Edit' }).click();
    await isAccessible(visitor, 'with a call that is edited');
    await visitor.calls.nth(3).getByRole('button', { name: 'Stop editing' }).click();
    await takeScreenshot(visitor.page, 'call', 'testing');
    await visitor.page.getByRole('button', { name: 'Availability test' }).click();
    await visitor.page.getByText('GPTBots would call your webhook available.').waitFor();
    await isAccessible(visitor, 'with an availability test');
    await visitor.page.getByRole('textbox', { name: 'Filter calls' }).fill('no call is like this');
    await visitor.leave.click();
    await visitor.shows('You left the conversation.');
    await isAccessible(visitor, 'after a conversation');
  });

  it('has nothing that axe finds while somebody waits, and when the webhook is not there', async () => {
    const { page } = await startHandoff();
    const visitor = await openPage(browser(), page);
    await visitor.talk.click();
    await visitor.page.getByRole('timer').waitFor();
    await isAccessible(visitor, 'while the visitor waits');
    const busy = await openPage(browser(), await startSimulator(`http://127.0.0.1:${await closedPort()}/gptbots`));
    await busy.talk.click();
    await busy.reads('busy');
    await isAccessible(busy, 'for a visitor who sees Busy');
  });

  it.each([320, 390, 680, 1024])(
    'has nothing wider than a screen of %i px, and fields of 16 px on a phone',
    async (width) => {
      const { page } = await startHandoff({
        greeting: `https://example.com/${'long'.repeat(60)} \`${'code'.repeat(60)}\``,
      });
      const visitor = await openPage(browser(), page, { viewport: { width, height: 640 } });
      await visitor.page.getByText('Who is asking').click();
      await visitor.talk.click();
      await visitor.reads('connected');
      await visitor.say('w'.repeat(300));
      await visitor.calls.nth(3).locator('summary').click();
      await visitor.page.getByRole('combobox', { name: 'Faults' }).selectOption('api:429-rate-limit-reset');
      const scrolls = await visitor.page.evaluate(() => document.documentElement.scrollWidth);
      expect(scrolls).toBeLessThanOrEqual(width);
      const cut = await visitor.page
        .locator('body *:visible:not(select, input)')
        .evaluateAll((all) =>
          all.filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML),
        );
      expect(cut, 'expected nothing to be cut off').toEqual([]);
      if (width > 400) return;
      const sizes = await visitor.page
        .locator('input:not([type=checkbox]):visible, textarea:visible, select:visible')
        .evaluateAll((all) => all.map((one) => Number.parseFloat(getComputedStyle(one).fontSize)));
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16);
    },
  );

  it('keeps the list of calls in sight in half a window, and has a link to it on a phone', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page, { viewport: { width: 680, height: 760 } });
    await visitor.talk.click();
    await visitor.shows('Hello.');
    for (const text of ['one', 'two', 'three', 'four', 'five', 'six']) await visitor.say(text);
    await visitor.shows('You wrote: six');
    const last = visitor.calls.nth(13);
    await last.getByText(/\d ms/).waitFor();
    const ends = async (part: VisitorPage['log']) => part.evaluate((element) => element.getBoundingClientRect().bottom);
    expect(await ends(last), 'expected the newest call on the screen').toBeLessThanOrEqual(760);
    expect(await ends(visitor.message)).toBeLessThanOrEqual(760);
    expect(await visitor.page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(760);
    await visitor.page.setViewportSize({ width: 390, height: 844 });
    await visitor.page.getByRole('link', { name: 'Calls' }).click();
    await expect.poll(() => ends(last)).toBeLessThanOrEqual(844);
    await visitor.page.getByRole('link', { name: 'Visitor' }).click();
    await expect.poll(() => ends(visitor.message)).toBeLessThanOrEqual(844);
  });

  it('says who wrote and what is chosen with forced colours, and moves nothing when its user wants that', async () => {
    const { page } = await startHandoff();
    const visitor = await openPage(browser(), page, { forcedColors: 'active', reducedMotion: 'reduce' });
    await visitor.talk.click();
    await visitor.say('Hello?');
    await visitor.shows('Hello?');
    const border = await visitor.log
      .locator('.text')
      .first()
      .evaluate((text) => getComputedStyle(text).borderTopStyle);
    expect(border, 'expected own words to differ without colour').toBe('double');
    const dot = await visitor.status.evaluate((status) => getComputedStyle(status, '::before').animationName);
    expect(dot).toBe('none');
  });

  it('shows its first content at once, and does not move it afterwards', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    await visitor.talk.waitFor();
    const shift = await visitor.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          new PerformanceObserver((entries) => {
            // Not in the types of TypeScript yet.
            for (const entry of entries.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(sum), 500);
        }),
    );
    expect(shift, 'the layout shift of loading').toBeLessThan(0.01);
  });
});

async function isAccessible(visitor: VisitorPage, state: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await visitor.page.emulateMedia({ colorScheme });
    await expectAccessible(visitor.page, `${state}, ${colorScheme}`);
  }
  await visitor.page.emulateMedia({ colorScheme: 'light' });
}
