import type { Clock, Timer } from '../internal/clock.ts';
import { inputError } from '../internal/options.ts';
import type { GreetingFunction } from './options.ts';
import type { Message, Session } from './types.ts';

const lookUpMs = 5_000;

/** Asks the developer's function for a greeting; undefined when there is none. Rejects when it fails, or takes too long. */
export async function lookUpGreeting(
  greeting: GreetingFunction,
  session: Session,
  transcript: Message[],
  clock: Clock,
): Promise<string | undefined> {
  let timer: Timer | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    const fail = () => reject(inputError(`greeting: took longer than ${lookUpMs} ms. The user was not greeted.`));
    timer = clock.start(lookUpMs, fail);
  });
  try {
    const text: unknown = await Promise.race([(async () => greeting(session, transcript))(), tooSlow]);
    if (text === undefined || text === null) return undefined;
    if (typeof text !== 'string') throw inputError('greeting: expected text. The user was not greeted.');
    return text.trim() === '' ? undefined : text;
  } finally {
    timer?.cancel();
  }
}
