/** What became of one request. */
export type Outcome = Answer | NoAnswer;

/** An HTTP answer. */
export interface Answer {
  kind: 'answer';
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  text: string;
  /** The JSON body, if it is the documented one. */
  contract: { code: number; message: string } | undefined;
  /** What of it may be shown: without secrets. */
  shown: { contentType: string; location: string; text: string; message: string };
  /** The secret stood in its body or headers. */
  leaksSecret: boolean;
  durationMs: number;
}

/** No answer, or none that counts as one. */
export interface NoAnswer {
  kind: 'none';
  /** `threw` and `rubbish` (a result that is no answer): only a target that is called in this process. */
  reason: 'timeout' | 'connection' | 'threw' | 'rubbish';
  /** The error in the words of the runtime, or what was returned; without secrets. */
  what: string;
  durationMs: number;
}

/** Whether GPTBots would take it for a yes. */
export function isAccepted(outcome: Outcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 200 && outcome.contract !== undefined;
}

/** Whether the webhook said no by itself, as outside business hours; shutting down is something else. */
export function isDeclined(outcome: Outcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 503 && outcome.contract !== undefined && !isDraining(outcome);
}

/** Whether it is the answer of this package's webhook after `drain()`. */
export function isDraining({ contract }: Answer): boolean {
  return contract?.message === 'Shutting down.';
}

/** Whether a body is a web page. The content type does not tell: Express labels every text as HTML. */
export function isPage({ text }: Answer): boolean {
  return /^\s*<[a-z!]/i.test(text);
}

/** The answer in a few words. */
export function summary(outcome: Outcome): string {
  if (outcome.kind === 'none') {
    const { reason, what, durationMs } = outcome;
    if (reason === 'timeout') return `no answer within ${Math.round(durationMs)} ms`;
    return reason === 'connection' ? `no answer: ${what}` : what;
  }
  const { status, shown } = outcome;
  return `${status}, ${shown.contentType || 'no content type'}, ${quote(shown.text)}`;
}

/** The beginning of a text on one line; of a web page, what a reader would see. */
export function quote(text: string): string {
  const line = text
    .replace(/<(title|style|script)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>|&nbsp;/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (!line) return 'an empty body';
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
