import { parseObject } from '../../internal/json-object.ts';
import type { PlainReply } from '../types.ts';
import type { Redaction } from './redaction.ts';

/** What became of one request. */
export type RequestOutcome = WebhookAnswer | NoAnswer;

/** An HTTP answer. */
export interface WebhookAnswer {
  kind: 'answer';
  status: number;
  /** Names in lower case; the beginning of each value. */
  headers: Record<string, string>;
  /** The beginning of the body. */
  text: string;
  /** The JSON body, if it is the documented one. */
  contract: { code: number; message: string } | undefined;
  /** What of it may be shown: without secrets. */
  shown: { contentType: string; location: string; text: string; message: string };
  /** The secret stands in its headers or at the beginning of its body. */
  leaksSecret: boolean;
  durationMs: number;
}

/** No answer, or none that counts as one. */
export interface NoAnswer {
  kind: 'none';
  /**
   * `endless`: it was too large to be an answer. `threw` and `rubbish` (a result that is no answer): only a
   * target that is called in this process.
   */
  reason: 'timeout' | 'endless' | 'connection' | 'threw' | 'rubbish';
  /** Of an answer that did not end in time, or was too large. */
  status?: number | undefined;
  /** The error in the words of the runtime, or what was returned; without secrets. */
  what: string;
  durationMs: number;
}

// Whoever answers may send up to a megabyte; its kind shows at its beginning.
const maxLookedAt = 65_536;
const maxHeaderLength = 1_024;

/** An answer, looked at. */
export function answerOf(raw: PlainReply, durationMs: number, { show, finds }: Redaction): WebhookAnswer {
  const text = raw.body.slice(0, maxLookedAt);
  const headers = Object.fromEntries(
    Object.entries(raw.headers).map(([name, value]) => [name, value.slice(0, maxHeaderLength)]),
  );
  const contract = contractOf(raw.body);
  return {
    kind: 'answer',
    status: raw.status,
    headers,
    text,
    contract,
    shown: {
      contentType: show(headers['content-type'] ?? ''),
      location: show(headers.location?.split('?')[0] ?? ''),
      text: show(text),
      message: show(contract?.message ?? ''),
    },
    leaksSecret: finds(text) || Object.values(headers).some(finds),
    durationMs,
  };
}

function contractOf(text: string): { code: number; message: string } | undefined {
  const { code, message } = parseObject(text) ?? {};
  if (typeof code !== 'number' || !Number.isInteger(code) || typeof message !== 'string') return undefined;
  return { code, message: message.slice(0, maxLookedAt) };
}

/** Whether GPTBots would take it for a yes. */
export function wasAccepted(outcome: RequestOutcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 200 && outcome.contract !== undefined;
}

/** Whether the webhook said no by itself, as outside business hours; shutting down is something else. */
export function wasDeclined(outcome: RequestOutcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 503 && outcome.contract !== undefined && !isDraining(outcome);
}

/** Whether it is the answer of this package's webhook after `drain()`. */
export function isDraining({ contract }: WebhookAnswer): boolean {
  return contract?.message === 'Shutting down.';
}

/** Whether a body is a web page. The content type does not tell: Express labels every text as HTML. */
export function isPage({ text }: WebhookAnswer): boolean {
  return /^\s*<[a-z!]/i.test(text);
}

/** The answer in a few words. */
export function summary(outcome: RequestOutcome): string {
  if (outcome.kind === 'none') {
    const { reason, what, durationMs } = outcome;
    if (reason === 'timeout') return `no answer within ${Math.round(durationMs)} ms`;
    return reason === 'connection' ? `no answer: ${quote(what)}` : quote(what);
  }
  const { status, shown } = outcome;
  return `${status}, ${shown.contentType || 'no content type'}, ${quote(shown.text)}`;
}

// In these patterns, what is opened and never closed goes to the end of the text: looked for again and again, it would
// take the square of its length.
const unseen = /<(title|style|script)\b[\s\S]*?(?:<\/\1>|$)/gi;
const tag = /<[^<>]*>|&nbsp;/g;
const maxQuoted = 8_192;

/** The beginning of a text that may be shown; of a web page, what a reader would see. */
export function quote(shown: string): string {
  const line = shown.slice(0, maxQuoted).replace(unseen, ' ').replace(tag, ' ').replace(/\s+/g, ' ').trim();
  if (!line) return 'an empty body';
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
