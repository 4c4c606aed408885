import { turnAway } from 'gptbots-human/desk';
import { describe, expect, it } from 'vitest';
import { until } from '../helpers/eventually.ts';
import { codes, table } from './document.ts';
import { chatTo, closeOf, connected, setUp, stateOf } from './scene.ts';

// A day takes a while, even on a clock that is moved: the desk looks for what is due every second.
const idleTimeoutMs = 100_000;

/** What happens to a session, by the words of the guide's table; each resolves to what the session has become. */
const transitions: Record<string, () => Promise<unknown>> = {
  "GPTBots' establish was accepted": async () => {
    const scene = setUp();
    return stateOf(scene, await scene.platform.visitor());
  },
  'GPTBots accepted a reply, the greeting or a notice': async () => {
    const greeted = setUp({ greeting: 'One minute.' });
    const visitor = await greeted.platform.visitor();
    await visitor.nextReply();
    await until(async () => (await stateOf(greeted, visitor))[0] !== 'waiting');
    const scene = setUp();
    const noticed = await scene.platform.visitor();
    await scene.desk.notify(noticed.conversationId, 'You are next.');
    const states = [
      await stateOf(greeted, visitor),
      await stateOf(scene, await connected(scene)),
      await stateOf(scene, noticed),
    ];
    expect(new Set(states.map((state) => state.join())).size).toBe(1);
    return states[0];
  },
  'GPTBots says `TIMEOUT`, or `waitTimeoutMs` (60 s) and a grace of 10 s are over': async () => {
    const scene = setUp();
    const [first, second] = [await scene.platform.visitor(), await scene.platform.visitor()];
    await closeOf(scene.desk, first.conversationId, 'TIMEOUT');
    await scene.clock.advance(69_000);
    expect(await stateOf(scene, second), 'a moment before').toEqual(['waiting']);
    await scene.clock.advance(3_000);
    expect(await stateOf(scene, second)).toEqual(await stateOf(scene, first));
    return stateOf(scene, second);
  },
  'GPTBots says `TIMEOUT`': async () => {
    const scene = setUp();
    const visitor = await connected(scene);
    await closeOf(scene.desk, visitor.conversationId, 'TIMEOUT');
    return stateOf(scene, visitor);
  },
  'nothing was heard or sent for `idleTimeoutMs` (a day)': async () => {
    const scene = setUp({ idleTimeoutMs });
    const visitor = await connected(scene);
    await scene.clock.advance(idleTimeoutMs - 1_000);
    expect(await stateOf(scene, visitor), 'a moment before').toEqual(['connected']);
    await scene.clock.advance(3_000);
    return stateOf(scene, visitor);
  },
  'the user leaves': async () => {
    const scene = setUp();
    const visitors = [await scene.platform.visitor(), await connected(scene)];
    for (const visitor of visitors) await visitor.leave();
    const [first, second] = await Promise.all(visitors.map((visitor) => stateOf(scene, visitor)));
    expect(first).toEqual(second);
    return first;
  },
  '`desk.close`': async () => {
    const scene = setUp();
    const visitors = [await scene.platform.visitor(), await connected(scene)];
    for (const { conversationId } of visitors) await scene.desk.close(conversationId);
    const [first, second] = await Promise.all(visitors.map((visitor) => stateOf(scene, visitor)));
    expect(first).toEqual(second);
    return first;
  },
  '`accept` or a full line turned the user away': async () => {
    const closed = [
      setUp({ accept: () => turnAway('Later.') }),
      setUp({ maxWaiting: 1, whenFull: turnAway('Later.') }),
    ];
    await closed[1]?.platform.visitor();
    const states = await Promise.all(
      closed.map(async (scene) => {
        const visitor = await scene.platform.visitor();
        await until(async () => (await stateOf(scene, visitor))[0] === 'closed');
        return (await stateOf(scene, visitor)).join();
      }),
    );
    expect(new Set(states).size).toBe(1);
    return states[0]?.split(',');
  },
  'the user writes all the same': async () => {
    const scene = setUp({ idleTimeoutMs });
    const visitor = await connected(scene);
    await scene.clock.advance(idleTimeoutMs + 3_000);
    expect((await stateOf(scene, visitor))[0]).toBe('closed');
    await chatTo(scene.desk, visitor.conversationId, 'still here', 1);
    expect(await stateOf(scene, visitor)).toEqual(['connected']);
    return 'what it was before';
  },
};

describe("the guide's table of states", () => {
  const rows = table('a session that is');

  it('has a row for each case', () => {
    expect(rows.map(([, when]) => when)).toEqual(Object.keys(transitions));
  });

  it.each(rows)('%s: %s, becomes %s', async (_is, when = '', becomes) => {
    const become = await transitions[when]?.();
    if (Array.isArray(become)) expect(become).toEqual(codes(becomes));
    else expect(become).toBe(becomes);
  });
});
