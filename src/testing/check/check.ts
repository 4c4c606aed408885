import { diagnose } from './diagnosis.ts';
import { isPage, quote, type RequestOutcome, summary, wasAccepted, wasDeclined } from './outcome.ts';
import type { CheckLevel } from './report.ts';
import type { Exchange, Run } from './run.ts';

/**
 * What became of the first establish.
 *
 * - `accepted`: answered with 200
 * - `declined`: declined by the webhook itself, outside business hours for example
 * - `refused`: any other answer, or none in time
 * - `unreachable`: no connection
 */
export type Standing = 'accepted' | 'declined' | 'refused' | 'unreachable';

/** One check. */
export interface Check {
  name: string;
  level: CheckLevel;
  expected: string;
  /** The standings in which it can be tried. */
  when: readonly Standing[];
  /** Returns the reason when it cannot be tried on this target. */
  skip?: ((run: Run) => string | undefined) | undefined;
  run(run: Run, standing: Standing): Promise<Verdict>;
}

/** The result of a check. */
export interface Verdict {
  ok: boolean;
  /** Replaces the level of the check. */
  level?: CheckLevel;
  skipped?: string;
  got: string;
  detail: string;
  fix?: string;
}

export const always: readonly Standing[] = ['accepted', 'declined', 'refused', 'unreachable'];
export const ifAccepted: readonly Standing[] = ['accepted'];
/** The webhook itself answered, with yes or no. */
export const ifAnswered: readonly Standing[] = ['accepted', 'declined'];

/** The expected answer to a request that GPTBots may send. */
export const acceptance = '200 and JSON {code, message}';

/** The verdict when all is well. */
export function passed(exchange: Exchange): Verdict {
  return { ok: true, got: summary(exchange.outcome), detail: seen(exchange) };
}

/** The verdict when something is wrong: its effect, what was seen, and what to do. */
export function failed(exchange: Exchange, effect: string, fix: string): Verdict {
  return { ok: false, got: summary(exchange.outcome), detail: `${effect}: ${seen(exchange)}`, fix };
}

/**
 * Judges a request that has to be accepted. `hint` returns the fix for this check; without one, the usual causes are
 * tried.
 */
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

// GPTBots takes any 200 to an establish for a yes, even when it is not the webhook that answered.
function effectOf({ draft, outcome }: Exchange, effect: string): string {
  const isTaken = outcome.kind === 'answer' && outcome.status === 200 && (draft.route ?? 'establish') === 'establish';
  return isTaken ? 'Visitors would see Connecting, but the webhook may not have got the request' : effect;
}

/** Judges a request that has to be refused with a certain status. */
export function judgeRefused(
  run: Run,
  exchange: Exchange,
  status: number,
  { effect, fix, stated }: { effect: string; fix: string; stated?: string },
): Verdict {
  const { outcome } = exchange;
  if (outcome.kind === 'none') return failed(exchange, effect, diagnose(exchange, run));
  if (outcome.status === status) return passed(exchange);
  // It was refused, only with another status than this package's.
  if (outcome.status >= 400 && outcome.status < 500) {
    return { ...failed(exchange, stated ?? `Refused, but not with ${status}`, fix), level: 'advice' };
  }
  const taken = outcome.status < 300 && !isPage(outcome);
  return failed(exchange, effect, taken ? fix : diagnose(exchange, run));
}

/** A sentence such as `POST /gptbots/chat answered 404 in 12 ms.` */
export function seen({ title, outcome }: Exchange): string {
  const time = `${Math.round(outcome.durationMs)} ms`;
  if (outcome.kind === 'answer') return `${title} answered ${outcome.status} in ${time}.`;
  if (outcome.reason === 'timeout') return `${title} was not answered within ${time}.`;
  if (outcome.reason === 'endless') return `${title} answered ${outcome.what} in ${time}.`;
  return `${title} got no answer: ${quote(outcome.what)}.`;
}
