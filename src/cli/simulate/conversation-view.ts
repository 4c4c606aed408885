import type { CallRecord, Visitor } from '../../testing/types.ts';
import { printable, type Secrets } from '../printable.ts';
import type { ConversationView } from './views.ts';
import type { TabVisitor } from './visitors.ts';

/** A conversation as its visitor's page shows it. `calls` is asked only of a visitor who sees Busy. */
export function conversationView(
  { visitor, earlier, waiting }: TabVisitor,
  calls: () => readonly CallRecord[],
  secrets: Secrets,
): ConversationView {
  const { conversationId, status, endReason, deadlineAt, lines } = visitor;
  return {
    conversationId,
    status: status === 'closed' ? 'ended' : status,
    endReason,
    busyBecause: status === 'busy' ? establishOutcome(visitor, calls(), secrets) : undefined,
    endsInMs: status === 'connecting' && deadlineAt !== undefined ? deadlineAt - Date.now() : undefined,
    earlier,
    lines: [...lines, ...waiting],
  };
}

function establishOutcome(
  { conversationId }: Visitor,
  calls: readonly CallRecord[],
  secrets: Secrets,
): string | undefined {
  const establish = calls.find((call) => call.name === 'establish' && call.conversationId === conversationId);
  if (establish?.answer) return `Your webhook answered ${establish.answer.status}`;
  return establish?.failure && `Your webhook gave no answer: ${printable(establish.failure, secrets)}`;
}
