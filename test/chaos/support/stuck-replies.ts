import type { ApiFault, Visitor } from 'gptbots-human/testing';
import type { Fleet } from './fleet.ts';

/**
 * From now on, the call of the API with the number `nth` in each of these conversations gets a fault that keeps its answer
 * back. Returns a promise that resolves once all of them have begun.
 */
export function stuckReplies({ platform }: Fleet, visitors: Visitor[], nth: number, fault: ApiFault): Promise<void> {
  const calls = new Map(visitors.map(({ conversationId }) => [conversationId, 0]));
  platform.faults.clear();
  return new Promise((resolve) => {
    platform.faults.api(({ conversationId = '' }) => {
      const count = calls.get(conversationId);
      if (count === undefined) return undefined;
      calls.set(conversationId, count + 1);
      if ([...calls.values()].every((one) => one >= nth)) setImmediate(resolve);
      return count + 1 === nth ? fault : undefined;
    });
  });
}
