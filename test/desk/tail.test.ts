import { type DeskDatabase, type DeskEvent, databaseStore } from 'gptbots-human/desk';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { mapDatabase } from '../../examples/stores/map-database.ts';
import { systemClock } from '../../src/internal/clock.ts';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

/** A store on a database that says whether anybody listens to it, and how often it was read. */
function openStore() {
  const database = mapDatabase();
  const is = { listening: 0, read: 0 };
  const watched: DeskDatabase = {
    ...database,
    events(...given) {
      is.read++;
      return database.events(...given);
    },
    listen() {
      is.listening++;
      return () => void is.listening--;
    },
  };
  const store = databaseStore(watched);
  store.open({ waitTimeoutMs: 60_000, idleTimeoutMs: 60_000, orphanTimeoutMs: 60_000, clock: systemClock });
  onTestFinished(() => store.shutdown());
  const write = async (text: string) => (await store.step('chat', chatOf('c', text))).cursor;
  return { store, write, is };
}

function textOf({ value }: IteratorResult<DeskEvent, void>): string | undefined {
  return value && 'message' in value ? value.message.text : undefined;
}

const aWhile = 25_000;

describe('the events of a database', () => {
  it('are listened for while somebody waits, not for ever; whoever comes back has missed nothing', async () => {
    const { store, write, is } = openStore();
    const cursor = await write('first');
    expect(is.listening).toBe(0);
    const controller = new AbortController();
    const events = store.events(cursor, controller.signal)[Symbol.asyncIterator]();
    const second = events.next();
    await vi.advanceTimersByTimeAsync(aWhile);
    expect(is.listening).toBe(1);
    await write('second');
    expect(textOf(await second)).toBe('second');

    // Nobody waits: whoever follows is busy with what it got.
    await vi.advanceTimersByTimeAsync(aWhile);
    expect(is.listening).toBe(0);
    const before = is.read;
    await vi.advanceTimersByTimeAsync(aWhile);
    expect(is.read).toBe(before);
    await write('third');
    await write('fourth');
    expect(textOf(await events.next())).toBe('third');
    expect(textOf(await events.next())).toBe('fourth');

    const fifth = events.next();
    await vi.advanceTimersByTimeAsync(aWhile);
    expect(is.listening).toBe(1);
    await write('fifth');
    expect(textOf(await fifth)).toBe('fifth');
    controller.abort();
    expect(await events.next()).toMatchObject({ done: true });
    await vi.advanceTimersByTimeAsync(aWhile);
    expect(is.listening).toBe(0);
  });

  it('of many that come at once are all read at once, page by page', async () => {
    const { store, write } = openStore();
    const other = 1_200;
    const events = store.events(await write('first'), new AbortController().signal)[Symbol.asyncIterator]();
    const next = events.next();
    await vi.advanceTimersByTimeAsync(3_000);
    for (let index = 0; index < other; index++) await write(`${index}`);
    expect(textOf(await next)).toBe('0');
    // No timer has to pass.
    for (let index = 1; index < other; index++) expect(textOf(await events.next())).toBe(`${index}`);
  });
});
