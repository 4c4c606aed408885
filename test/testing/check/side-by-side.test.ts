import { describe, expect, it } from 'vitest';
import { sideBySide } from '../../../src/testing/check/side-by-side.ts';
import { type Deferred, deferred } from '../../helpers/deferred.ts';
import { eventually } from '../../helpers/eventually.ts';

const aMinute = 60_000;

/** Works that each wait to be let go, and those that have started. */
function heldWorks(count: number) {
  const started: Deferred<number>[] = [];
  const works = Array.from({ length: count }, () => () => {
    const work = deferred<number>();
    started.push(work);
    return work.promise;
  });
  return { started, works };
}

describe('works side by side', () => {
  it('are a few at a time, so that none has to wait for all the others', async () => {
    const { started, works } = heldWorks(20);
    const all = sideBySide(works, aMinute);
    await eventually(() => expect(started).toHaveLength(8));
    started[3]?.resolve(3);
    await eventually(() => expect(started).toHaveLength(9));
    for (let next = 0; next < works.length; next++) {
      await eventually(() => expect(started.length).toBeGreaterThan(next));
      started[next]?.resolve(next);
    }
    expect(await all).toEqual(works.map((_, index) => index));
  });

  it('let others start when they take long', async () => {
    const { started, works } = heldWorks(20);
    const all = sideBySide(works, 1);
    await eventually(() => expect(started).toHaveLength(20));
    for (const [index, work] of started.entries()) work.resolve(index);
    expect(await all).toHaveLength(20);
  });

  it('fail as one when one fails', async () => {
    await expect(sideBySide([() => Promise.reject(new Error('no')), async () => 1], aMinute)).rejects.toThrow('no');
  });
});
