/**
 * What marks a message as made by this connector. Chatwoot tells of it like of any other, and perhaps before it has answered
 * the call that made it, so what its callback holds has to be enough. The sender does not tell: the token may be an agent's.
 */
export function ownMark(messageId: string): { source_id: string; content_attributes: Record<string, string> } {
  // Both: older versions of Chatwoot keep only one of them.
  return { source_id: `${prefix}${messageId}`, content_attributes: { [field]: messageId } };
}

/** Whether a message was made by this connector. */
export function isOwn(sourceId: string | null | undefined, attributes: Record<string, unknown>): boolean {
  return sourceId?.startsWith(prefix) === true || typeof attributes[field] === 'string';
}

/** What failures of a reply begin with, to be told from those that Chatwoot itself notes. */
export const ownErrorPrefix = 'GPTBots: ';

const prefix = 'gptbots:';
const field = 'gptbots_message_id';
