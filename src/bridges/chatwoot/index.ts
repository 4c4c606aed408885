/**
 * Agents answer in Chatwoot: an API inbox of it, tied to a desk by `createBridge`.
 *
 * @example
 * import { createBridge } from 'gptbots-human/bridge';
 * import { chatwootConnector } from 'gptbots-human/chatwoot';
 */

export { type ChatwootConnector, chatwootConnector } from './chatwoot-connector.ts';
export type { ChatwootFetch, ChatwootOptions } from './options.ts';
