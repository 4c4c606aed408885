import { describe, expect, it } from 'vitest';
import { KeyedQueue } from '../../src/internal/keyed-queue.ts';

/** Asks for turns and notes who got theirs, in which order. */
function line(queue: KeyedQueue, key: string) {
  const got: string[] = [];
  const asked: Promise<void>[] = [];
  return {
    got,
    ask(name: string) {
      const place = queue.enter(key);
      if (place === undefined) got.push(name);
      else asked.push(place.turn.then((granted) => void got.push(granted ? name : `${name} gave up`)));
      return place;
    },
    settled: () => Promise.all(asked),
  };
}

const microtasks = () => new Promise(setImmediate);

describe('KeyedQueue', () => {
  it('gives a free turn at once, without a promise', () => {
    const queue = new KeyedQueue();
    expect(queue.enter('a')).toBeUndefined();
    expect(queue.enter('b')).toBeUndefined();
  });

  it('makes the others wait, and lets them through one at a time, in the order of asking', async () => {
    const queue = new KeyedQueue();
    const { ask, got } = line(queue, 'a');
    for (const name of ['1', '2', '3']) ask(name);
    await microtasks();
    expect(got).toEqual(['1']);
    queue.leave('a');
    await microtasks();
    expect(got).toEqual(['1', '2']);
    queue.leave('a');
    await microtasks();
    expect(got).toEqual(['1', '2', '3']);
  });

  it('does not make different keys wait for each other', async () => {
    const queue = new KeyedQueue();
    queue.enter('a');
    const waiting = queue.enter('a');
    expect(queue.enter('b')).toBeUndefined();
    queue.leave('b');
    queue.leave('a');
    expect(await waiting?.turn).toBe(true);
  });

  it('cannot be overtaken between a leave and the next one’s turn', async () => {
    const queue = new KeyedQueue();
    const { ask, got, settled } = line(queue, 'a');
    ask('1');
    ask('2');
    queue.leave('a');
    ask('3');
    expect(queue.size).toBe(1);
    queue.leave('a');
    await settled();
    expect(got).toEqual(['1', '2', '3']);
  });

  it('takes whoever gives up out of the line, and no one else', async () => {
    const queue = new KeyedQueue();
    const { ask, got, settled } = line(queue, 'a');
    ask('1');
    const second = ask('2');
    ask('3');
    second?.giveUp();
    await microtasks();
    expect(got).toEqual(['1', '2 gave up']);
    queue.leave('a');
    await settled();
    expect(got).toEqual(['1', '2 gave up', '3']);
    queue.leave('a');
    expect(queue.size).toBe(0);
  });

  it('takes a second giving up for nothing', async () => {
    const queue = new KeyedQueue();
    const { ask, got, settled } = line(queue, 'a');
    ask('1');
    const second = ask('2');
    ask('3');
    second?.giveUp();
    second?.giveUp();
    queue.leave('a');
    await settled();
    expect(got).toEqual(['1', '2 gave up', '3']);
  });

  it('keeps a turn that was given before its holder gave up', async () => {
    const queue = new KeyedQueue();
    queue.enter('a');
    const second = queue.enter('a');
    const third = queue.enter('a');
    queue.leave('a');
    second?.giveUp();
    expect(await second?.turn).toBe(true);
    queue.leave('a');
    expect(await third?.turn).toBe(true);
  });

  it('takes no memory for a key nobody holds', async () => {
    const queue = new KeyedQueue();
    for (let index = 0; index < 1_000; index++) {
      queue.enter(`key ${index}`);
      const next = queue.enter(`key ${index}`);
      const impatient = queue.enter(`key ${index}`);
      impatient?.giveUp();
      queue.leave(`key ${index}`);
      await Promise.all([next?.turn, impatient?.turn]);
      expect(queue.size).toBe(1);
      queue.leave(`key ${index}`);
    }
    expect(queue.size).toBe(0);
    expect(queue.enter('key 1'), 'a key can be used again').toBeUndefined();
  });
});
