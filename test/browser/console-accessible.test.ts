import { expect, it } from 'vitest';
import { describeInChromium } from './describe-in-chromium.ts';
import { expectAccessible } from './support/accessibility.ts';
import { openConsole } from './support/console-page.ts';
import { startConsoles } from './support/console-process.ts';

describeInChromium('the console, for people with disabilities', (browser) => {
  it('gives axe nothing to find, whatever it shows', async () => {
    const { platform, address, processes } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann', provoked: /502|ERR_/ });
    const { page } = ann;
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await expectAccessible(page, 'while nobody is there');
    const user = { user_name: 'Bob', user_id: '4711' };
    await (await platform.visitor({ user })).leave();
    const bob = await platform.visitor({
      user,
      transcript: [{ message_type: 'ANSWER', text: 'See https://example.com' }],
    });
    await ann.open('Waiting', 'Bob');
    platform.faults.api('code-40000', 'reset-after-accept');
    for (const text of ['Use `this`.', 'Or that.']) await ann.answer(text);
    await ann
      .line('Or that.')
      .getByText(/^unknown/)
      .waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page, `in a conversation with replies that failed, ${colorScheme}`);
    }
    await ann.newLabel.fill('billing');
    await ann.newLabel.press('Enter');
    await ann.labels.getByText('billing').waitFor();
    await ann.notice.click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page, `with a label and a notice, ${colorScheme}`);
    }
    await ann.notice.click();
    await ann.reply.pressSequentially('/');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await expectAccessible(page, 'with canned replies');
    await ann.reply.fill('');
    await ann.close.click();
    await expectAccessible(page, 'in the dialog that closes');
    await button('Cancel').click();
    await ann.hand.click();
    await page.getByText('No other agent is here.').waitFor();
    await expectAccessible(page, 'in the dialog that hands over');
    await button('Cancel').click();
    await page.setViewportSize({ width: 320, height: 640 });
    await expectAccessible(page, 'in a conversation on a phone');
    await ann.back.click();
    await expectAccessible(page, 'in the lists on a phone');
    await page.goBack();
    await bob.leave();
    await ann.shows('The conversation is over: the user left.');
    await expectAccessible(page, 'in a conversation that is over');
    await processes[0]?.stop();
    await page.getByText(/^(Connecting again|The server does not answer)$/).waitFor();
    await expectAccessible(page, 'without a connection');
  });

  it('moves nothing about while it loads', async () => {
    const { platform, address } = await startConsoles();
    for (let n = 0; n < 20; n++) await platform.visitor();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    await ann.page.addInitScript(() => {
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries())
          Object.assign(window, { shifts: (Reflect.get(window, 'shifts') ?? 0) + Reflect.get(shift, 'value') });
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await ann.page.reload();
    await ann.list('Waiting').nth(19).waitFor();
    const shifts = await ann.page.evaluate(() => Reflect.get(window, 'shifts') ?? 0);
    // What Lighthouse calls good.
    expect(shifts).toBeLessThan(0.1);
  });
});
