/**
 * Agents of another system answer: a help desk, or a chat where the company's people already sit.
 *
 * @example
 * import { createBridge } from 'gptbots-human/bridge';
 *
 * const bridge = createBridge(desk, connector, { name: 'slack' });
 * await bridge.start();
 */

export type { Bridge } from './bridge.ts';
export type { Connector, HeardReply, ReplyOutcome, ReplyStatus } from './connector.ts';
export { createBridge } from './create-bridge.ts';
export type { BridgeOptions, BridgeTexts } from './settings.ts';
export { splitText } from './split-text.ts';
export { ThreadGone } from './thread-gone.ts';
