import { realClearTimeout, realSetTimeout } from '../../internal/real-timers.ts';

const width = 8;

/**
 * Runs works side by side and resolves to their results, in the order of the works. A few run at a time: with all of them
 * at once, the time limit of each would have to cover what a busy machine needs for all. A work that takes longer than
 * `patienceMs` goes on and lets the next one start, so that many that hang do not add up.
 */
export async function sideBySide<T>(works: (() => Promise<T>)[], patienceMs: number): Promise<T[]> {
  const results: Promise<T>[] = [];
  const waiting = works.values();
  const startNext = async (): Promise<void> => {
    for (const work of waiting) {
      const result = work();
      results.push(result);
      await settledOrSlow(result, patienceMs);
    }
  };
  await Promise.all(Array.from({ length: width }, startNext));
  return Promise.all(results);
}

async function settledOrSlow(work: Promise<unknown>, patienceMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const slow = new Promise<void>((resolve) => {
    timer = realSetTimeout(resolve, patienceMs);
  });
  await Promise.race([work, slow]).finally(() => realClearTimeout(timer));
}
