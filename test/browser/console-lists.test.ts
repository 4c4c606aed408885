import { expect, it } from 'vitest';
import { describeInChromium } from './describe-in-chromium.ts';
import { openConsole, openTab } from './support/console-page.ts';
import { startConsoles } from './support/console-process.ts';

describeInChromium('the lists of the console', (browser) => {
  it('show the last line of each conversation, and who wrote it', async () => {
    const { platform, address } = await startConsoles();
    const transcript = [
      { message_type: 'QUESTION' as const, text: 'Where is my parcel?' },
      { message_type: 'ANSWER' as const, text: 'On its way.' },
    ];
    const visitor = await platform.visitor({ user: { user_name: 'Bob' }, transcript });
    // What was said before a page was opened is asked for, what comes later is followed.
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const ben = await openConsole(browser(), address, { name: 'Ben' });
    for (const agent of [ann, ben]) await agent.has('Waiting', /Bob.*Bot: On its way\./);
    await visitor.say('But when?');
    for (const agent of [ann, ben]) await agent.has('Waiting', /unread\s*But when\?/);
    await ann.open('Waiting', 'Bob');
    await ann.answer('Today.');
    await ann.has('Connected', /You: Today\./);
    await ben.has('Connected', /Ann: Today\./);
  });

  it('have mine first, then what nobody has, then what others have', async () => {
    const { platform, address } = await startConsoles({ env: { GREETING: 'One minute.' } });
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    const ben = await openConsole(browser(), address, { name: 'Ben' });
    const names = () => ann.list('Connected').locator('.name').allTextContents();
    for (const user_name of ['First', 'Second', 'Third']) {
      await (await platform.visitor({ user: { user_name } })).nextReply({ timeoutMs: 60_000 });
      await ann.has('Connected', user_name);
    }
    await expect.poll(names).toEqual(['First', 'Second', 'Third']);
    await ben.open('Connected', 'First');
    await ben.take.click();
    await ann.has('Connected', 'with Ben');
    await ann.open('Connected', 'Third');
    await ann.take.click();
    await expect.poll(names).toEqual(['Third', 'Second', 'First']);
  });

  it('give each conversation an address, which opens it in another tab too', async () => {
    const { platform, address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann' });
    for (const user_name of ['Bob', 'Eve']) await platform.visitor({ user: { user_name } });
    await ann.open('Waiting', 'Bob');
    await ann.page.getByRole('heading', { name: 'Bob' }).waitFor();
    const other = await openTab(await ann.page.context().newPage(), ann.page.url());
    await other.page.getByRole('heading', { name: 'Bob' }).waitFor();
    await other.shows('I would like to talk to a human.');
    await other.open('Waiting', 'Eve');
    await other.page.getByRole('heading', { name: 'Eve' }).waitFor();
    await other.page.goBack();
    await other.page.getByRole('heading', { name: 'Bob' }).waitFor();
    // Somebody has cut it.
    await other.page.goto(`${address}/#%E0%A4%A`);
    await other.page.getByText(/^Choose a conversation/).waitFor();
  });
});
