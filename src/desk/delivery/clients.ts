import { type DeskClient, isClient, type OpenDeskOptions } from '../options.ts';
import type { Session } from '../types.ts';

/**
 * The client that sends for a session; undefined when the developer's function has none.
 *
 * @param failed hears of what the function throws
 */
export function clientFor(
  client: OpenDeskOptions['client'],
  session: Session,
  failed: (error: unknown) => void,
): DeskClient | undefined {
  if (typeof client !== 'function') return client;
  try {
    const found: unknown = client(session);
    return isClient(found) ? found : undefined;
  } catch (error) {
    failed(error);
    return undefined;
  }
}
