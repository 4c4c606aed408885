import { expect, it } from 'vitest';
import { describeInChromium } from './describe-in-chromium.ts';
import { openConsole } from './support/console-page.ts';
import { startConsole, startConsoles } from './support/console-process.ts';
import { startHttpProxy } from './support/http-proxy.ts';

const provoked = /ERR_/;

describeInChromium('the console, when its connection breaks', (browser) => {
  it('goes on from the event it had last, and misses nothing', async () => {
    const { platform, address } = await startConsoles();
    const network = await startHttpProxy();
    const proxy = { server: network.address, bypass: '<-loopback>' };
    const ann = await openConsole(browser(), address, { name: 'Ann', proxy, provoked });
    const bob = await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.open('Waiting', 'Bob');
    await bob.say('before');
    await ann.shows('before');

    network.cut();
    await ann.page.getByText('Connecting again').waitFor();
    for (const text of ['meanwhile 1', 'meanwhile 2']) await bob.say(text);
    await platform.visitor({ user: { user_name: 'Eve' } });
    expect(await ann.texts(), 'expected nothing to arrive').not.toContain('meanwhile 1');
    network.mend();

    await ann.has('Waiting', /Eve/);
    await ann.page.getByText('Live', { exact: true }).waitFor();
    expect((await ann.texts()).slice(-3)).toEqual(['before', 'meanwhile 1', 'meanwhile 2']);
    expect(network.resumed[0], 'expected the first stream to start from the cursor of the sessions').toBeUndefined();
    expect(network.resumed.at(-1), 'expected the next one to name the event it had last').toMatch(/./);
    await ann.answer('I am back.');
    await ann.line('I am back.').getByText('sent', { exact: true }).waitFor();
  });

  it('loads everything again when the server has no memory of what it had', async () => {
    const { platform, address, processes, env } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann', provoked });
    await platform.visitor({ user: { user_name: 'Bob' } });
    await ann.has('Waiting', 'Bob');
    expect(await processes[0]?.stop('SIGINT'), 'the exit code').toBe(0);
    await ann.page.getByText(/^(Connecting again|The server does not answer)$/).waitFor();
    // The memory store has forgotten all of it; the next process takes the same port.
    await startConsole({ ...env, PORT: new URL(address).port });
    await ann.page.getByText('Live', { exact: true }).waitFor();
    await platform.visitor({ user: { user_name: 'Eve' } });
    await ann.has('Waiting', 'Eve');
    expect(await ann.list('Waiting').locator('.name').allTextContents()).toEqual(['Eve']);
  });

  it('says that the server does not answer while it is away, and loads once it is back', async () => {
    const { address } = await startConsoles();
    const ann = await openConsole(browser(), address, { name: 'Ann', provoked: /ERR_|503/ });
    let isAway = true;
    await ann.page.route('**/api/sessions', (route) => (isAway ? route.abort() : route.continue()));
    await ann.page.reload();
    await ann.page.getByText('The server does not answer', { exact: true }).waitFor();
    isAway = false;
    await ann.page.getByText('Live', { exact: true }).waitFor();
  });
});
