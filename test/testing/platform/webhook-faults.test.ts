import { manualClock, type WebhookFault } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { setUp } from './set-up.ts';

/** A platform whose webhook does not look for repeats, and what it heard. */
function listening(fault: WebhookFault, ...more: WebhookFault[]) {
  const set = setUp({}, { dedupe: false, ordered: false });
  set.platform.faults.webhook(fault, ...more);
  const lines = () => set.heard.map(({ route, request }) => [route, request.body ?? request.type]);
  return { ...set, lines };
}

const establish = ['establish', expect.any(Array)];

describe('a webhook', () => {
  it.each(['duplicate', 'twice-at-once'] as const)('arrives as the same again: %s', async (fault) => {
    const { platform, heard } = setUp({}, { dedupe: false, ordered: false });
    const visitor = await platform.visitor();
    platform.faults.webhook(fault);
    expect(await visitor.say('hello')).toEqual({ delivered: true, status: 200 });
    expect(heard).toHaveLength(3);
    expect(heard[2]).toEqual(heard[1]);
  });

  it('arrives twice at once, not one after the other', async () => {
    let atOnce = 0;
    let most = 0;
    const { platform } = setUp(
      {},
      {
        dedupe: false,
        ordered: false,
        async chat() {
          most = Math.max(most, ++atOnce);
          await new Promise(setImmediate);
          atOnce--;
        },
      },
    );
    const visitor = await platform.visitor();
    platform.faults.webhook('twice-at-once', 'duplicate');
    await visitor.say('a');
    expect(most).toBe(2);
    most = 0;
    await visitor.say('b');
    expect(most).toBe(1);
  });

  it('arrives after the next one: reorder', async () => {
    const { platform, lines } = listening('reorder');
    const visitor = await platform.visitor();
    const first = visitor.say('first');
    expect((await visitor.say('second')).delivered).toBe(true);
    expect((await first).delivered).toBe(true);
    expect(lines()).toEqual([establish, ['chat', 'second'], ['chat', 'first']]);
    const timestamps = platform.calls.map(
      ({ request }) => JSON.parse(new TextDecoder().decode(request.body)).timestamp,
    );
    expect(timestamps[2], 'expected its timestamp to be the earlier one').toBeLessThan(timestamps[1]);
  });

  it.each<[WebhookFault]>([['reorder'], ['delay']])(
    'arrives a second later, when nothing else comes: %s',
    async (fault) => {
      const clock = manualClock();
      const { platform, heard } = setUp({ clock });
      const visitor = await platform.visitor();
      platform.faults.webhook(fault);
      const saying = visitor.say('hello');
      await clock.advance(999);
      expect(heard).toHaveLength(1);
      await clock.advance(1);
      await saying;
      expect(heard).toHaveLength(2);
    },
  );

  it('may be a chat before its establish', async () => {
    const { platform, lines } = listening('chat-before-establish');
    const visitor = await platform.visitor();
    expect(visitor.status).toBe('connecting');
    await visitor.say('hello');
    await platform.settled();
    expect(lines()).toEqual([['chat', 'hello'], establish]);
  });

  it('may be a chat after the close', async () => {
    const { platform, lines } = listening('chat-after-close');
    const visitor = await platform.visitor();
    await visitor.leave();
    expect(lines()).toEqual([establish, ['close', 'USER_CLOSED'], ['chat', expect.any(String)]]);
  });

  it('may be a second close', async () => {
    const { platform, heard } = listening('repeat-close');
    const visitor = await platform.visitor();
    await visitor.leave();
    expect(heard.map(({ route }) => route)).toEqual(['establish', 'close', 'close']);
    expect(heard[2]?.request.timestamp).not.toBe(heard[1]?.request.timestamp);
  });
});

it('a script waits for the webhook its next fault fits', async () => {
  const { platform, heard } = listening('repeat-close', 'duplicate');
  const visitor = await platform.visitor();
  await visitor.say('one');
  expect(heard).toHaveLength(2);
  await visitor.leave();
  expect(heard).toHaveLength(4);
  await platform.visitor();
  expect(heard).toHaveLength(6);
});

it('a platform that closes holds nothing back, and sends nothing more', async () => {
  const { platform, heard } = setUp({ clock: manualClock() });
  const visitor = await platform.visitor();
  platform.faults.webhook('delay');
  const saying = visitor.say('hello');
  await platform.close();
  expect(await saying).toEqual({ delivered: false, status: undefined });
  expect(heard).toHaveLength(1);
});
