import { GptBotsHumanError } from 'gptbots-human';
import type { Database, Tables } from './database.ts';

/**
 * Runs a transaction in time, or not at all: the desk does not wait longer, and what it no longer waits for must not
 * happen later. Whatever goes wrong is of kind `store`, which the webhooks answer with 503.
 */
export async function inTime<T>(database: Database, timeoutMs: number, work: (tables: Tables) => T): Promise<T> {
  const endsAt = performance.now() + timeoutMs;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, timeoutMs, storeError());
  });
  const done = database.transaction((tables) => {
    const result = work(tables);
    if (performance.now() > endsAt) throw storeError(); // nothing is written
    return result;
  });
  try {
    return await Promise.race([done, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function storeError(): GptBotsHumanError {
  return new GptBotsHumanError('The database did not answer in time. Ask again; nothing is done twice.', {
    kind: 'store',
    delivery: 'not_sent',
  });
}
