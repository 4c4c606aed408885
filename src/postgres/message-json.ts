import type { Message } from '../desk/types.ts';
import { restoredText } from './text.ts';

// As `messageJson` writes them.
type Values = [
  seq: number | null,
  id: string,
  from: Message['from'],
  status: Message['status'],
  at: number,
  text: string,
  order: number,
  late: boolean,
  agentId: string | null,
  agentName: string | null,
];

/** A message as Postgres writes it; undefined for a row without one. */
export function readMessage(conversationId: string, json: unknown): Message | undefined {
  if (json === null) return undefined;
  // Written by a statement of ours.
  const [seq, id, from, status, at, text, order, late, agentId, agentName] = json as Values;
  if (seq === null) return undefined;
  const message: Message = {
    id: restoredText(id),
    seq,
    order,
    conversationId,
    from,
    text: restoredText(text),
    at,
    status,
  };
  if (late) message.late = true;
  if (agentId !== null) {
    message.agent = { id: restoredText(agentId) };
    if (agentName !== null) message.agent.name = restoredText(agentName);
  }
  return message;
}
