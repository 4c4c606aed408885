import { describe, expect, it } from 'vitest';
import { deferred } from '../helpers/deferred.ts';
import { eventually } from '../helpers/eventually.ts';
import { setUpBridge } from './support/scene.ts';

describe('a bridge that is stopped', () => {
  it('waits for what is under way, and begins nothing more', async () => {
    const [posting, posted] = [deferred(), deferred()];
    const texts: string[] = [];
    const { bridge, platform } = setUpBridge({
      connector: {
        post: async (_ref, { text }) => {
          texts.push(text);
          posting.resolve();
          await posted.promise;
        },
      },
    });
    await bridge.start();
    const visitor = await platform.visitor();
    await visitor.say('one');
    await posting.promise;
    await visitor.say('two');
    let isStopped = false;
    const stopping = bridge.stop().then(() => {
      isStopped = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isStopped).toBe(false);
    posted.resolve();
    await stopping;
    expect(texts).toEqual(['one']);
    await bridge.start();
    await eventually(() => expect(texts).toEqual(['one', 'two']));
  });

  it('does not wait for a pause before another try', async () => {
    const { bridge, platform, room, errors } = setUpBridge();
    room.fail({ kind: 'limited', retryAfterMs: 3_600_000 });
    await bridge.start();
    await platform.visitor();
    await eventually(() => expect(errors.length).toBeGreaterThan(0));
    await bridge.stop();
  });

  it('may be started and stopped again, and twice', async () => {
    const { bridge, platform, room } = setUpBridge();
    await Promise.all([bridge.start(), bridge.start()]);
    await bridge.stop();
    await bridge.stop();
    await bridge.start();
    await platform.visitor();
    await eventually(async () => expect(await room.threads()).toHaveLength(1));
  });

  it('may be started again while it still stops', async () => {
    const { bridge, platform, room } = setUpBridge();
    await bridge.start();
    const stopping = bridge.stop();
    await Promise.all([bridge.start(), bridge.start()]);
    await stopping;
    await platform.visitor();
    await eventually(async () => expect(await room.threads()).toHaveLength(1));
  });

  it('gives up on a call of the connector that never ends, and tries it again', async () => {
    let tries = 0;
    const texts: string[] = [];
    const { bridge, platform, errors } = setUpBridge({
      bridge: { timeoutMs: 50 },
      connector: {
        post: (_ref, { text }) => {
          if (++tries === 1) return new Promise(() => {});
          texts.push(text);
          return Promise.resolve();
        },
      },
    });
    await bridge.start();
    const visitor = await platform.visitor();
    await visitor.say('one');
    await eventually(() => expect(texts).toEqual(['one']));
    expect(String(errors[0])).toContain('TookTooLong');
  });

  it('asks a limited room not before it may', async () => {
    const times: number[] = [];
    const { bridge, platform } = setUpBridge({
      connector: {
        post: async () => {
          times.push(performance.now());
          if (times.length === 1) throw Object.assign(new Error('limited'), { retryAfterMs: 2_500 });
        },
      },
    });
    await bridge.start();
    const visitor = await platform.visitor();
    await visitor.say('one');
    await eventually(() => expect(times).toHaveLength(2));
    // Timers may be a millisecond early.
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(2_499);
  });
});
