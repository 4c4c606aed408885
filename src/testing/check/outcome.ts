import { parseObject } from '../../internal/json-object.ts';
import type { PlainReply } from '../types.ts';
import type { Redaction } from './redaction.ts';

/** The outcome of one request. */
export type RequestOutcome = WebhookAnswer | NoAnswer;

/** An HTTP answer. */
export interface WebhookAnswer {
  kind: 'answer';
  status: number;
  /** Names are in lower case. Values are cut. */
  headers: Record<string, string>;
  /** The body, cut. */
  text: string;
  /** The JSON body, if it has the documented form. */
  contract: { code: number; message: string } | undefined;
  /** The parts that may be shown, without secrets. */
  shown: { contentType: string; location: string; text: string; message: string };
  /** Whether the secret is in its headers or at the beginning of its body. */
  leaksSecret: boolean;
  durationMs: number;
}

/** No answer, or none that is usable. */
export interface NoAnswer {
  kind: 'none';
  /**
   * `endless`: the answer was too large. `threw` and `rubbish` (the result is no answer): only when the target is a
   * function in this process.
   */
  reason: 'timeout' | 'endless' | 'connection' | 'threw' | 'rubbish';
  /** The status of an answer that did not end in time or was too large. */
  status?: number | undefined;
  /** The runtime's error message, or the value that was returned. Without secrets. */
  what: string;
  durationMs: number;
}

// An answer may have up to a megabyte, but its beginning is enough to recognise it.
const maxLookedAt = 65_536;
const maxHeaderLength = 1_024;

/** Makes the outcome for an answer. */
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

/** Whether the webhook accepted the request. */
export function wasAccepted(outcome: RequestOutcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 200 && outcome.contract !== undefined;
}

/** Whether the webhook declined, outside business hours for example. A shutdown does not count. */
export function wasDeclined(outcome: RequestOutcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 503 && outcome.contract !== undefined && !isDraining(outcome);
}

/** Whether it is the answer of this package's webhook after `drain()`. */
export function isDraining({ contract }: WebhookAnswer): boolean {
  return contract?.message === 'Shutting down.';
}

/**
 * Whether a body is a web page. The content type does not tell: `res.send` of Express (4 and 5) labels any text as
 * HTML.
 */
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

// An element that is never closed extends to the end of the text. Otherwise the search would start again at each tag,
// which takes quadratic time.
const unseen = /<(title|style|script)\b[\s\S]*?(?:<\/\1>|$)/gi;
const tag = /<[^<>]*>|&nbsp;/g;
const maxQuoted = 8_192;

/** The beginning of a text that may be shown. Of a web page, only the visible text. */
export function quote(shown: string): string {
  const line = shown.slice(0, maxQuoted).replace(unseen, ' ').replace(tag, ' ').replace(/\s+/g, ' ').trim();
  if (!line) return 'an empty body';
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
