import type { Platform } from '../../testing/platform.ts';
import type { CallRecord } from '../../testing/types.ts';
import { printable, type Secrets } from '../printable.ts';
import type { AvailabilityView } from './views.ts';

/** Tests the webhook, as GPTBots does when its user asks for it. */
export async function testAvailability(platform: Platform, secrets: Secrets): Promise<AvailabilityView> {
  const calls: CallRecord[] = [];
  const unsubscribe = platform.subscribe((event) => {
    if (event.type === 'call' && event.call.test && event.call.durationMs !== undefined) calls.push(event.call);
  });
  try {
    const { results } = await platform.checkWebhooks();
    return {
      reachable: results.length > 0 && results.every(({ reachable }) => reachable),
      routes: calls
        .sort((one, other) => one.id - other.id)
        .map(({ name, answer, durationMs = 0, failure }) => {
          return { name, status: answer?.status, durationMs, failure: failure && printable(failure, secrets) };
        }),
    };
  } finally {
    unsubscribe();
  }
}
