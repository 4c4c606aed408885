import type { CallRecord, EndReason, Line, Visitor } from '../../testing/types.ts';
import { printable, printableBody, printablePath, type Secrets } from '../printable.ts';

/** What a page is told, by name. */
export interface PageEvents {
  snapshot: Snapshot;
  conversation: ConversationView;
  call: CallView;
}

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
  /** What became of the establish webhook, of a visitor who sees Busy. */
  busyBecause: string | undefined;
  /** When the waiting timeout ends it, in milliseconds since the epoch; undefined when nobody waits. */
  endsAt: number | undefined;
  lines: readonly Line[];
}

/** A webhook or a call of the API, as the inspector shows it. */
export interface CallView {
  id: number;
  kind: CallRecord['kind'];
  name: CallRecord['name'];
  /** An availability test. */
  test: boolean;
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

/** What the availability test found. */
export interface AvailabilityView {
  /** Whether GPTBots would call the webhook available. */
  reachable: boolean;
  /** What each route that is tested did. */
  routes: { name: string; status: number | undefined; durationMs: number; failure: string | undefined }[];
}

export function conversationView(visitor: Visitor, calls: readonly CallRecord[], secrets: Secrets): ConversationView {
  const { conversationId, status, endReason, deadlineAt, lines } = visitor;
  return {
    conversationId,
    status: status === 'closed' ? 'ended' : status,
    endReason,
    busyBecause: status === 'busy' ? establishOutcome(conversationId, calls, secrets) : undefined,
    endsAt: status === 'connecting' ? deadlineAt : undefined,
    lines,
  };
}

export function callView({ request, answer, startedAt, ...call }: CallRecord, secrets: Secrets): CallView {
  return {
    id: call.id,
    kind: call.kind,
    name: call.name,
    test: call.test,
    conversationId: call.conversationId,
    at: startedAt,
    method: request.method,
    path: printablePath(request.url, secrets),
    requestBody: shortened(printableBody(new TextDecoder().decode(request.body), secrets)),
    status: answer?.status,
    answerBody: answer && shortened(printableBody(answer.body, secrets)),
    durationMs: call.durationMs,
    failure: call.failure && printable(call.failure, secrets),
    fault: call.fault,
  };
}

export function availabilityView(
  results: readonly { reachable: boolean }[],
  calls: readonly CallRecord[],
  secrets: Secrets,
): AvailabilityView {
  return {
    reachable: results.length > 0 && results.every(({ reachable }) => reachable),
    routes: [...calls]
      .sort((one, other) => one.id - other.id)
      .map(({ name, answer, durationMs = 0, failure }) => {
        return { name, status: answer?.status, durationMs, failure: failure && printable(failure, secrets) };
      }),
  };
}

function establishOutcome(conversationId: string, calls: readonly CallRecord[], secrets: Secrets): string | undefined {
  const establish = calls.find((call) => call.name === 'establish' && call.conversationId === conversationId);
  if (establish?.answer) return `Your webhook answered ${establish.answer.status}`;
  return establish?.failure && `Your webhook gave no answer: ${printable(establish.failure, secrets)}`;
}

const maxLength = 20_000;

function shortened(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)} … (${text.length} characters)` : text;
}
