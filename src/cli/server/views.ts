import type { CallRecord, EndReason, Line, Visitor } from '../../testing/types.ts';

/** What a page shows when it opens, or opens again. */
export interface Snapshot {
  /** Where the webhooks go. */
  webhook: string;
  conversation: ConversationView | undefined;
  calls: CallView[];
}

/** A visitor's conversation, as their page shows it. */
export interface ConversationView {
  conversationId: string;
  status: 'connecting' | 'busy' | 'connected' | 'ended';
  endReason: EndReason | undefined;
  /** When the waiting timeout ends it, in milliseconds since the epoch; undefined when nobody waits. */
  endsAt: number | undefined;
  lines: readonly Line[];
}

/** A webhook or a call of the API, as the inspector shows it. */
export interface CallView {
  id: number;
  kind: CallRecord['kind'];
  name: CallRecord['name'];
  conversationId: string | undefined;
  at: number;
  method: string;
  path: string;
  requestBody: string;
  status: number | undefined;
  answerBody: string | undefined;
  /** Undefined while it runs. */
  durationMs: number | undefined;
  failure: string | undefined;
  fault: string | undefined;
}

export function conversationView(visitor: Visitor): ConversationView {
  const { conversationId, status, endReason, deadlineAt, lines } = visitor;
  return {
    conversationId,
    status: status === 'closed' ? 'ended' : status,
    endReason,
    endsAt: status === 'connecting' ? deadlineAt : undefined,
    lines,
  };
}

export function callView({ request, answer, startedAt, ...call }: CallRecord): CallView {
  return {
    id: call.id,
    kind: call.kind,
    name: call.name,
    conversationId: call.conversationId,
    at: startedAt,
    method: request.method,
    path: request.url.replace(/\?.*/, ''),
    requestBody: shortened(new TextDecoder().decode(request.body)),
    status: answer?.status,
    answerBody: answer && shortened(answer.body),
    durationMs: call.durationMs,
    failure: call.failure,
    fault: call.fault,
  };
}

const longest = 20_000;

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)} … (${text.length} characters)` : text;
}
