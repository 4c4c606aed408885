import * as z from 'zod';
import type { Desk } from '../desk/desk.ts';
import type { Agent } from '../desk/types.ts';
import type { Logger } from '../internal/logger.ts';
import { callback, duration, inputError, instance, parseOptions } from '../internal/options.ts';
import type { Connector } from './connector.ts';

/** Options of `createBridge`. */
export interface BridgeOptions {
  /**
   * What its place in the desk's events and the ids of its replies are kept under: the same on every instance and after a
   * restart; at most 40 characters.
   */
  name: string;
  /**
   * Called with what failed. The error has no text, address or secret; it says which conversation, and whether the room, or
   * the customer, got it. What is tried again is told each time it failed.
   */
  onError?: ((error: unknown, where: { conversation_id: string | undefined }) => unknown) | undefined;
  /** Gets the same in short. Without `onError` and `logger`, the console does. */
  logger?: Logger | undefined;
  /** How long one call of the connector may take before it counts as failed, in milliseconds. @default 60000 */
  timeoutMs?: number | undefined;
  /** What agents read in the thread, in English unless given. */
  texts?: Partial<BridgeTexts> | undefined;
}

/** What a bridge itself says to the agents, as a system message in the thread. The customer does not see it. */
export interface BridgeTexts {
  /** An agent wants to take a conversation that somebody else has. */
  taken(by: Agent, agent: Agent): string;
  /** An agent closed the conversation, and GPTBots could not be told, for some minutes. */
  notClosed(): string;
}

/** The options, checked and complete. */
export interface BridgeSettings extends BridgeOptions {
  timeoutMs: number;
  texts: BridgeTexts;
}

const english: BridgeTexts = {
  taken: (by, agent) => `${nameOf(agent)} did not get this conversation: ${nameOf(by)} has it.`,
  notClosed: () => 'This conversation could not be closed: GPTBots did not answer. The customer may still write.',
};

const schema = z.object({
  name: z.string('expected text').min(1, 'expected text that is not empty').max(40, 'expected at most 40 characters'),
  onError: callback<NonNullable<BridgeOptions['onError']>>().optional(),
  logger: instance<Logger>().optional(),
  timeoutMs: duration.default(60_000),
  texts: instance<Partial<BridgeTexts>>().optional(),
});

/** Checks what `createBridge` was called with. Throws kind `input`. */
export function bridgeSettings(desk: Desk, connector: Connector, options: BridgeOptions): BridgeSettings {
  const { texts, ...settings } = parseOptions(schema, options);
  if (typeof desk?.follow !== 'function')
    throw inputError('createBridge: the first argument is no desk of createDesk.');
  for (const needed of ['open', 'post'] as const) {
    if (typeof connector?.[needed] === 'function') continue;
    throw inputError(`createBridge: the connector has no function \`${needed}\`.`);
  }
  return { ...settings, texts: { ...english, ...texts } };
}

function nameOf({ name, id }: Agent): string {
  return name || id;
}
