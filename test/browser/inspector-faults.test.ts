import { expect, it } from 'vitest';
import { openPage } from './browsing.ts';
import { describeInChromium } from './describe-in-chromium.ts';
import { startHandoff } from './handoff.ts';

describeInChromium('a fault that is switched on from the page', (browser) => {
  it('hits the next call that it fits, says what it does, and is off again, on every page', async () => {
    const { page, heard } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    const other = await openPage(browser(), page);
    const faults = visitor.page.getByRole('combobox', { name: 'Faults' });
    await faults.selectOption('webhook:repeat-close');
    await visitor.page.getByText('The close comes again, with a later timestamp.').waitFor();
    await expect
      .poll(() => other.page.getByRole('combobox', { name: 'Faults' }).inputValue())
      .toBe('webhook:repeat-close');
    await visitor.talk.click();
    await visitor.shows('Hello.');
    expect(await faults.inputValue(), 'expected it to wait for a close').toBe('webhook:repeat-close');
    await visitor.leave.click();
    await visitor.calls.filter({ hasText: 'repeat-close' }).nth(1).getByText(/\d ms/).waitFor();
    expect(heard).toEqual(['(USER_CLOSED)', '(USER_CLOSED)']);
    expect(await faults.inputValue()).toBe('');
    await expect.poll(() => other.page.getByRole('combobox', { name: 'Faults' }).inputValue()).toBe('');
  });

  it('hits a share of the calls, until it is switched off', async () => {
    const { page } = await startHandoff({ greeting: 'Hello.' });
    const visitor = await openPage(browser(), page);
    const faults = visitor.page.getByRole('combobox', { name: 'Faults' });
    await visitor.talk.click();
    await visitor.shows('Hello.');
    await faults.selectOption('api:code-40000');
    await visitor.page.getByRole('combobox', { name: 'When' }).selectOption('every time');
    for (const text of ['one', 'two']) await visitor.say(text);
    const lost = visitor.calls.filter({ hasText: 'code-40000' });
    await lost.nth(1).getByText(/\d ms/).waitFor();
    await faults.selectOption('none');
    await expect.poll(() => visitor.page.getByRole('combobox', { name: 'When' }).isVisible()).toBe(false);
    await visitor.say('three');
    await visitor.shows('You wrote: three');
    expect(await visitor.texts()).toEqual(['Hello.', 'one', 'two', 'three', 'You wrote: three']);
  });

  it('is still on when the page is loaded again', async () => {
    const { page } = await startHandoff();
    const visitor = await openPage(browser(), page);
    await visitor.page.getByRole('combobox', { name: 'Faults' }).selectOption('api:500');
    await visitor.page.getByRole('combobox', { name: 'When' }).selectOption('0.1');
    await expect
      .poll(async () => {
        await visitor.page.reload();
        await visitor.talk.waitFor();
        const chosen = visitor.page.getByRole('combobox', { name: 'Faults' });
        return [await chosen.inputValue(), await visitor.page.getByLabel('When').inputValue()];
      })
      .toEqual(['api:500', '0.1']);
  });
});
