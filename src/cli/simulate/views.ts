import type { CallRecord, EndReason, Line } from '../../testing/types.ts';

// What a page is told, as JSON: the page and the server both go by these types.

/** What a page is told, by name. */
export interface PageEvents {
  snapshot: Snapshot;
  conversation: ConversationView;
  call: CallView;
  /** The calls up to this id are not listed any more. */
  cleared: { upTo: number };
  fault: FaultView;
  /** Every ten seconds, so that the page notices a connection that died without a word. */
  beat: Record<string, never>;
}

/** What a page shows when it opens, or opens again. */
export interface Snapshot {
  /** Where the webhooks go. */
  webhook: string;
  conversation: ConversationView | undefined;
  calls: CallView[];
  fault: FaultView;
}

/** What was said before the handoff. */
export interface EarlierLine {
  from: 'visitor' | 'bot';
  body: string;
}

/** A visitor's conversation, as their page shows it. */
export interface ConversationView {
  conversationId: string;
  status: 'connecting' | 'busy' | 'connected' | 'ended';
  endReason: EndReason | undefined;
  /** What became of the establish webhook, of a visitor who sees Busy. */
  busyBecause: string | undefined;
  /** How long the waiting timeout still lets it be: the browser may go by another clock. Undefined when nobody waits. */
  endsInMs: number | undefined;
  earlier: readonly EarlierLine[];
  lines: readonly Line[];
}

/** A webhook or a call of the API, as the inspector shows it and a recording keeps it. Secrets are masked. */
export interface CallView {
  id: number;
  kind: CallRecord['kind'];
  name: CallRecord['name'];
  /** An availability test. */
  test: boolean;
  conversationId: string | undefined;
  at: number;
  /** What somebody said in it, on one line. */
  text: string;
  request: { method: string; path: string; headers: Record<string, string>; body: string };
  /** Undefined while it runs, and when there was none. */
  answer: { status: number; headers: Record<string, string>; body: string } | undefined;
  /** Undefined while it runs. */
  durationMs: number | undefined;
  failure: string | undefined;
  fault: string | undefined;
  /** The id of the call that was sent again as this one. */
  repeatOf: number | undefined;
}

/** The fault that was chosen on a page. */
export interface FaultView {
  /** As --fault names it, such as `api:500`; empty for none. */
  fault: string;
  /** On the next call that it fits, or on a share of them, from 0 to 1. */
  when: 'once' | number;
}

/** What became of a call that was sent again. */
export interface RepeatView {
  /** Undefined when there was no answer. */
  status: number | undefined;
}

/** What the availability test found. */
export interface AvailabilityView {
  /** Whether GPTBots would call the webhook available. */
  reachable: boolean;
  /** What each route that is tested did. */
  routes: { name: string; status: number | undefined; durationMs: number; failure: string | undefined }[];
}
