import type { Desk } from '../desk/desk.ts';
import type { Logger } from '../internal/logger.ts';
import { inputError } from '../internal/options.ts';
import type { Bridge } from './bridge.ts';
import type { Connector } from './connector.ts';

/** Options of `createBridge`. */
export interface BridgeOptions {
  /** What its place in the desk's events, and the ids of its replies, are kept under; the same on every instance. */
  name: string;
  /** Called with what failed. It has no text, address or secret, and says which conversation, and whether the room got it. */
  onError?: ((error: unknown, where: { conversation_id: string | undefined }) => unknown) | undefined;
  /** Gets the same in short. */
  logger?: Logger | undefined;
  /** How long one call of the connector may take before it counts as failed, in milliseconds. @default 60000 */
  timeoutMs?: number | undefined;
}

/** Makes a bridge. One per desk: a session has one `ref`. */
export function createBridge(_desk: Desk, _connector: Connector, _options: BridgeOptions): Bridge {
  throw inputError('createBridge is not there yet.');
}
