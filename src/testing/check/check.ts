import { diagnose } from './diagnosis.ts';
import { isPage, quote, type RequestOutcome, summary, wasAccepted, wasDeclined } from './outcome.ts';
import type { CheckLevel } from './report.ts';
import type { Exchange, Run } from './run.ts';

/**
 * What became of the first establish: accepted; declined by the webhook itself, as outside business hours; answered
 * otherwise or not in time; no connection at all.
 */
export type Standing = 'accepted' | 'declined' | 'refused' | 'unreachable';

/** Something to check. */
export interface Check {
  name: string;
  level: CheckLevel;
  expected: string;
  /** The standings in which it can be judged. */
  when: readonly Standing[];
  /** Says why it cannot be tried on this target, if so. */
  skip?: ((run: Run) => string | undefined) | undefined;
  run(run: Run, standing: Standing): Promise<Verdict>;
}

/** What a check found. */
export interface Verdict {
  ok: boolean;
  /** Instead of the check's own. */
  level?: CheckLevel;
  skipped?: string;
  got: string;
  detail: string;
  fix?: string;
}

export const always: readonly Standing[] = ['accepted', 'declined', 'refused', 'unreachable'];
export const ifAccepted: readonly Standing[] = ['accepted'];
/** The webhook itself answers, and says yes or no. */
export const ifAnswered: readonly Standing[] = ['accepted', 'declined'];

/** What a request that GPTBots may send has to get. */
export const acceptance = '200 and JSON {code, message}';

/** All is well. */
export function passed(exchange: Exchange): Verdict {
  return { ok: true, got: summary(exchange.outcome), detail: seen(exchange) };
}

/** Something is wrong: what it means, what was seen, and what to do about it. */
export function failed(exchange: Exchange, effect: string, fix: string): Verdict {
  return { ok: false, got: summary(exchange.outcome), detail: `${effect}: ${seen(exchange)}`, fix };
}

/** Judges a request that has to be accepted. `hint` knows what the check is about; it comes before the usual causes. */
export function judgeAccepted(
  run: Run,
  exchange: Exchange,
  effect: string,
  hint?: (outcome: RequestOutcome) => string | undefined,
): Verdict {
  const { outcome } = exchange;
  if (wasAccepted(outcome)) return passed(exchange);
  if (wasDeclined(outcome)) {
    return { ...passed(exchange), skipped: 'The webhook declined this request with 503, which it may do at any time.' };
  }
  return failed(exchange, effectOf(exchange, effect), hint?.(outcome) ?? diagnose(exchange, run));
}

// For GPTBots an establish that is answered 200 is established, whoever answered it.
function effectOf({ draft, outcome }: Exchange, effect: string): string {
  const isTaken = outcome.kind === 'answer' && outcome.status === 200 && (draft.route ?? 'establish') === 'establish';
  return isTaken ? 'Visitors would see Connecting, and perhaps nobody would hear of them' : effect;
}

/** Judges a request that has to be refused, with this status. */
export function judgeRefused(
  run: Run,
  exchange: Exchange,
  status: number,
  { effect, fix, stated }: { effect: string; fix: string; stated?: string },
): Verdict {
  const { outcome } = exchange;
  if (outcome.kind === 'none') return failed(exchange, effect, diagnose(exchange, run));
  if (outcome.status === status) return passed(exchange);
  // Refused it is, if with another status than this package's.
  if (outcome.status >= 400 && outcome.status < 500) {
    return { ...failed(exchange, stated ?? `Refused, though not with ${status}`, fix), level: 'advice' };
  }
  const taken = outcome.status < 300 && !isPage(outcome);
  return failed(exchange, effect, taken ? fix : diagnose(exchange, run));
}

/** Such as `POST /gptbots/chat answered 404 in 12 ms.` */
export function seen({ title, outcome }: Exchange): string {
  const time = `${Math.round(outcome.durationMs)} ms`;
  if (outcome.kind === 'answer') return `${title} answered ${outcome.status} in ${time}.`;
  if (outcome.reason === 'timeout') return `${title} was not answered within ${time}.`;
  if (outcome.reason === 'endless') return `${title} answered ${outcome.what} in ${time}.`;
  return `${title} got no answer: ${quote(outcome.what)}.`;
}
