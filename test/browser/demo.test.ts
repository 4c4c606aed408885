import { expect, it } from 'vitest';
import { describeWithRedis } from '../helpers/redis-server.ts';
import { describeInChromium } from './describe-in-chromium.ts';
import { consolePage } from './support/console-page.ts';
import { runDemo } from './support/demo-process.ts';
import { openFrames, visitorIn } from './support/frames.ts';
import { takeScreenshot } from './support/screenshot.ts';

describeInChromium('npm run demo', (browser) => {
  it('shows the visitor beside the desk, and a handoff between them', async () => {
    const demo = runDemo();
    const page = await openFrames(browser(), await demo.page);
    const visitor = visitorIn(page);
    const desk = consolePage(page, page.frameLocator('iframe[title="Desk"]'));
    await desk.name.fill('Ann');
    await visitor.start('Where is my parcel?');
    await visitor.countdown.waitFor();
    await desk.has('Waiting', /\d+ s left to answer/);
    await desk.open('Waiting');
    await desk.shows('Where is my parcel?');
    await desk.answer('Hello, this is Ann.');
    await visitor.shows('Hello, this is Ann.');
    await visitor.say('It was due on Monday.');
    await desk.shows('It was due on Monday.');
    await desk.answer('It comes this afternoon.');
    await visitor.shows('It comes this afternoon.');
    await desk.line('It comes this afternoon.').getByText('sent', { exact: true }).waitFor();
    await takeScreenshot(page, 'demo');
    await desk.end();
    await visitor.shows('Your service closed the conversation.');
    expect(await demo.signal('SIGINT'), demo.printed()).toBe(0);
    expect(demo.processes(), 'expected Ctrl-C to leave no process').toBe(0);
    expect(demo.printed().trim(), 'expected nothing but the address').toMatch(
      /^Open http:\S+ and play both sides\..*$/,
    );
  });

  describeWithRedis('with --instances 3', () => {
    it('shows three desks that share their sessions', async () => {
      const demo = runDemo(['--instances', '3']);
      const page = await openFrames(browser(), await demo.page);
      const desks = ['Desk', 'Desk 2', 'Desk 3'].map((title) =>
        consolePage(page, page.frameLocator(`iframe[title="${title}"]`)),
      );
      for (const [n, desk] of desks.entries()) await desk.name.fill(`Agent ${n}`);
      const visitor = visitorIn(page);
      await visitor.start('Where is my parcel?');
      for (const desk of desks) await desk.open('Waiting');
      await desks[2]?.answer('Hello from the third.');
      await visitor.shows('Hello from the third.');
      for (const n of [1, 2, 3]) await visitor.say(`message ${n}`);
      for (const desk of desks) {
        // Each comes to another instance, and may be stored before the one before it.
        for (const n of [1, 2, 3]) await desk.shows(`message ${n}`);
        expect((await desk.texts()).slice(-4)).toEqual([
          'Hello from the third.',
          'message 1',
          'message 2',
          'message 3',
        ]);
        await desk.has('Connected', 'with Agent 2');
      }
      expect(await demo.signal('SIGTERM'), demo.printed()).toBe(0);
      expect(demo.processes(), 'expected no process to be left, Redis included').toBe(0);
    });
  });
});
