import { memoryStore } from 'gptbots-human/desk';
import { describe, expect, it, vi } from 'vitest';
import { theClose, Waiters } from '../../src/desk/delivery/waiters.ts';
import { systemClock } from '../../src/internal/clock.ts';
import { interfered } from './support/interfered-store.ts';

describe('those who wait', () => {
  it('are all told, each of their own message and conversation', async () => {
    const { waiters } = setUp();
    const [one, same, other, elsewhere] = [
      wait('c1', 'm1'),
      wait('c1', 'm1'),
      wait('c1', 'm2'),
      wait('c2', 'm1'),
    ] as const;
    waiters.tell('c1', 'm1', {});
    expect(await Promise.all([one.outcome(), same.outcome()])).toEqual([{}, {}]);
    expect(await Promise.race([other.outcome(), elsewhere.outcome(), 'not told'])).toBe('not told');

    function wait(conversationId: string, id: string) {
      return waiters.wait(conversationId, id);
    }
  });

  it('are not confused by ids that look like another conversation’s', async () => {
    const { waiters } = setUp();
    const waiting = waiters.wait('a","b', 'c');
    waiters.tell('a', 'b","c', {});
    expect(await Promise.race([waiting.outcome(), 'not told'])).toBe('not told');
  });

  it('hear of what happened on another instance through the events of the store, followed once for all', async () => {
    const { store, waiters } = setUp();
    await store.store.step('chat', { conversationId: 'c1', id: 'x', text: 'hello', at: 0 });
    const first = waiters.wait('c1', 'r1');
    const second = waiters.wait('c1', theClose);
    const { cursor, work } = await store.store.step(
      'reply',
      { conversationId: 'c1', id: 'r1', text: 'Hi', agent: undefined },
      't1',
    );
    waiters.listen(cursor);
    waiters.listen(cursor);
    await store.store.step(
      'settle',
      { conversationId: 'c1', entry: work?.entry ?? -1, turn: 't1', outcome: 'sent' },
      't2',
    );
    expect(await first.outcome()).toMatchObject({ message: { id: 'r1', status: 'sent' } });
    await store.store.step('close', { conversationId: 'c1', type: 'USER_CLOSED' });
    expect(await second.outcome()).toMatchObject({ session: { closeReason: 'user_closed' } });
    expect(store.count('events')).toBe(1);
  });

  it('are told when their session is forgotten, except of what is being sent from here', async () => {
    const { store } = setUp();
    const waiters = new Waiters(store.store, (_conversationId, id) => id === 'being sent');
    const [one, sent, other] = [waiters.wait('c1', 'r1'), waiters.wait('c1', 'being sent'), waiters.wait('c2', 'r1')];
    waiters.hear([{ type: 'forgotten', conversationId: 'c1' }]);
    expect(await one.outcome()).toEqual({ isForgotten: true });
    expect(await Promise.race([sent.outcome(), other.outcome(), 'not told'])).toBe('not told');
  });

  it('leave nothing behind: the last one who leaves ends the following', async () => {
    const { store, waiters } = setUp();
    const signals: AbortSignal[] = [];
    const events = store.store.events;
    vi.spyOn(store.store, 'events').mockImplementation((after, signal) => {
      signals.push(signal);
      return events(after, signal);
    });
    const { cursor } = await store.store.sessions({ limit: 1 });
    const [one, other] = [waiters.wait('c1', 'r1'), waiters.wait('c1', 'r2')];
    waiters.listen(cursor);
    one.leave();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    other.leave();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(waiters.isAwaited('c1', 'r1')).toBe(false);
    waiters.listen(cursor);
    expect(signals, 'nobody waits').toHaveLength(1);
  });

  it('are told to ask again when the events cannot be followed', async () => {
    const { waiters } = setUp();
    const waiting = waiters.wait('c1', 'r1');
    waiters.listen('a foreign cursor');
    expect(await waiting.outcome()).toEqual({});
    waiting.leave();
  });
});

function setUp() {
  const store = interfered(memoryStore());
  store.store.open({ waitTimeoutMs: 60_000, idleTimeoutMs: 60_000, orphanTimeoutMs: 3_600_000, clock: systemClock });
  return { store, waiters: new Waiters(store.store, () => false) };
}
