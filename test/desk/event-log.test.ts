import type { DeskEvent } from 'gptbots-human/desk';
import { describe, expect, it } from 'vitest';
import { EventLog } from '../../src/desk/memory/event-log.ts';
import { MemoryEvents } from '../../src/desk/memory/memory-events.ts';
import { begin } from '../../src/desk/rules/head.ts';
import { updated } from '../../src/desk/rules/session-changes.ts';

describe('the log of events', () => {
  it('keeps the newest, at positions that never change', () => {
    const log = new EventLog(10, 1);
    for (let i = 1; i <= 100; i++) {
      expect(log.end).toBe(i);
      log.add(event(`${i}`));
      expect(log.end - log.start, 'kept').toBeLessThanOrEqual(15);
      expect(log.end - log.start, 'kept').toBeGreaterThanOrEqual(Math.min(i, 10));
    }
    expect(log.at(100)?.cursor).toBe('100');
    expect(log.at(91)?.cursor).toBe('91');
    expect(log.at(log.start)?.cursor).toBe(`${log.start}`);
    expect(log.at(log.start - 1)).toBeUndefined();
    expect(log.at(101)).toBeUndefined();
  });

  it('wakes all who wait, once, and those whose signal aborts', async () => {
    const log = new EventLog(10, 1);
    const controller = new AbortController();
    const [one, two, aborted] = [log.next(quiet()), log.next(quiet()), log.next(controller.signal)];
    controller.abort();
    await aborted;
    log.wake();
    await Promise.all([one, two]);
    await log.next(controller.signal);
    expect(await Promise.race([log.next(quiet()), 'still waiting'])).toBe('still waiting');
  });
});

describe('the events of a memory store', () => {
  it('say to whom they are too slow for that some are gone', async () => {
    const events = new MemoryEvents(10);
    const { cursor } = events;
    const following = events.follow(cursor, quiet());
    for (let i = 0; i < 10; i++) add(events);
    expect((await following.next()).value).toMatchObject({ type: 'updated' });
    for (let i = 0; i < 20; i++) add(events);
    await expect(following.next()).rejects.toMatchObject({
      kind: 'cursor',
      message: expect.stringContaining('no longer kept'),
    });
    await expect(events.follow(cursor, quiet()).next()).rejects.toMatchObject({ kind: 'cursor' });
  });

  it('refuse a cursor of the future, and one of another store', async () => {
    const [events, others] = [new MemoryEvents(10), new MemoryEvents(10)];
    add(events);
    add(others);
    const future = events.cursor.replace(/\d+$/, '99');
    for (const cursor of [future, others.cursor, 'nonsense']) {
      await expect(events.follow(cursor, quiet()).next(), cursor).rejects.toMatchObject({ kind: 'cursor' });
    }
  });
});

function add(events: MemoryEvents): void {
  events.add('c1', [updated(begin('c1', 0))], 0);
}

function event(cursor: string): DeskEvent {
  return { cursor, conversationId: 'c1', at: 0, ...updated(begin('c1', 0)) };
}

function quiet(): AbortSignal {
  return new AbortController().signal;
}
