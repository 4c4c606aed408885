import type { WebhookTarget } from '../types.ts';
import { routeChecks } from './accepted.ts';
import { authenticationChecks } from './authentication.ts';
import { availabilityChecks } from './availability.ts';
import { bodyChecks } from './bodies.ts';
import type { Check, Standing } from './check.ts';
import { editionChecks } from './editions.ts';
import { type RequestOutcome, wasAccepted, wasDeclined } from './outcome.ts';
import { refusalChecks } from './refusals.ts';
import { repeatChecks } from './repeats.ts';
import type { CheckCase, CheckReport } from './report.ts';
import { fieldsOf } from './requests.ts';
import { Run } from './run.ts';
import { type CheckOptions, checkSettings } from './settings.ts';
import { sideBySide } from './side-by-side.ts';
import { summaries } from './summaries.ts';
import { unprovoked } from './unprovoked.ts';

export type { CheckCase, CheckReport } from './report.ts';
export type { CheckOptions } from './settings.ts';

/**
 * Checks a mounted webhook from outside, as GPTBots would call it: the three routes, every documented form of a
 * request, the secret, repeated requests, requests to refuse, and answers that never come.
 *
 * It takes at most 30 seconds. Its conversation ids start with `gptbots-human-check-`. It closes every conversation
 * that it establishes.
 *
 * @param target a base URL, a fetch handler, or anything with `handle()`, such as the webhook itself
 * @throws {GptBotsHumanError} kind `input`, when the target or an option is wrong
 *
 * @example
 * const report = await checkWebhook('http://localhost:3000/gptbots', { secret });
 * for (const { ok, detail, fix } of report.cases) if (!ok) console.log(detail, fix);
 */
export async function checkWebhook(target: WebhookTarget, options: CheckOptions = {}): Promise<CheckReport> {
  return runChecks(new Run(target, checkSettings(options)));
}

/** Does all the checks of a run. */
export async function runChecks(run: Run): Promise<CheckReport> {
  const first = await run.send({ route: 'establish' });
  const standing = standingAfter(first.outcome);

  run.enter('checks');
  const checks = [
    ...routeChecks(first),
    ...editionChecks,
    ...availabilityChecks,
    ...repeatChecks,
    ...authenticationChecks,
    ...refusalChecks,
    ...bodyChecks,
  ];
  const tried = await sideBySide(
    checks.map((check) => () => attempt(check, run, standing)),
    run.patienceMs,
  );

  run.enter('closing');
  const leftOpen = await closeAll(run);
  const cases = [...tried, ...summaries(run, standing, leftOpen), ...unprovoked];
  return { ok: cases.every(({ ok, level }) => ok || level === 'advice'), cases };
}

function standingAfter(outcome: RequestOutcome): Standing {
  if (wasAccepted(outcome)) return 'accepted';
  if (wasDeclined(outcome)) return 'declined';
  return outcome.kind === 'none' && outcome.reason === 'connection' ? 'unreachable' : 'refused';
}

const whyNot: Record<Standing, string> = {
  accepted: '',
  declined: 'The webhook declined the first establish, so there was no conversation to try it in.',
  refused: 'The first establish was not accepted. Fix that first.',
  unreachable: 'The webhook could not be reached. Fix that first.',
};

async function attempt(check: Check, run: Run, standing: Standing): Promise<CheckCase> {
  const { name, level, expected } = check;
  const skipped = check.when.includes(standing) ? check.skip?.(run) : whyNot[standing];
  if (skipped) return { name, ok: true, level, skipped, expected, got: 'not tried', detail: `Not tried: ${skipped}` };
  return { name, level, expected, ...(await check.run(run, standing)) };
}

/** Closes the open conversations. Resolves to the ids of those that could not be closed. */
async function closeAll(run: Run): Promise<string[]> {
  const ids = [...run.open];
  await Promise.all(
    ids.map((conversation_id) => run.send({ route: 'close', fields: fieldsOf('close', { conversation_id }) })),
  );
  return [...run.open];
}
