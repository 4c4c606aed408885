import type { Standing } from './check.ts';
import { quote, summary, type WebhookAnswer } from './outcome.ts';
import type { CheckCase } from './report.ts';
import type { Exchange, Run } from './run.ts';
import { showsStack } from './stack.ts';

/** The cases that look at all answers together. `leftOpen`: conversations that could not be closed. */
export function summaries(run: Run, standing: Standing, leftOpen: readonly string[]): CheckCase[] {
  if (standing === 'unreachable') return [];
  const { exchanges } = run;
  const always = [inTime(exchanges, run), secrets(run), stacks(exchanges), closed(leftOpen)];
  // The form of the answers is judged only when the webhook itself answers.
  return standing === 'refused' ? always : [jsonType(exchanges), jsonErrors(exchanges), ...always];
}

function inTime(exchanges: Exchange[], run: Run): CheckCase {
  // A body that never ends has a case of its own.
  const complete = exchanges.filter(({ draft }) => !draft.unfinished);
  const hung = complete.filter(
    ({ outcome }) => outcome.kind === 'none' && (outcome.reason === 'timeout' || outcome.reason === 'endless'),
  );
  const slowest = Math.max(...complete.map(({ outcome }) => outcome.durationMs));
  return verdict('every request is answered in time', 'problem', hung, {
    expected: `an answer within ${Math.round(run.answerTimeMs)} ms`,
    got: hung.length
      ? `${hung.length} of ${complete.length} had none`
      : `${complete.length} answers, the slowest in ${Math.round(slowest)} ms`,
    detail: 'GPTBots and the visitor would wait for nothing',
    fix: 'See the cases that got no answer.',
  });
}

function jsonType(exchanges: Exchange[]): CheckCase {
  const json = answersOf(exchanges).filter(({ outcome }) => outcome.contract !== undefined);
  const unlabelled = json.filter(
    ({ outcome }) => !/^application\/(.+\+)?json\b/i.test(outcome.headers['content-type'] ?? ''),
  );
  return verdict('answers are labelled as JSON', 'advice', unlabelled, {
    expected: 'content-type: application/json',
    got: described(unlabelled, 'application/json'),
    detail: 'GPTBots may not read an answer that is not labelled as JSON',
    fix: "Send the header content-type: application/json with the answer, and let nothing change the webhook's headers.",
  });
}

function jsonErrors(exchanges: Exchange[]): CheckCase {
  const others = answersOf(exchanges).filter(({ outcome }) => outcome.status >= 400 && outcome.contract === undefined);
  // Unknown paths belong to the application.
  const ours = others.filter(({ draft }) => draft.path === undefined);
  const [first] = ours;
  return verdict('errors are JSON as well', 'advice', ours, {
    expected: 'JSON {code, message} with every status',
    got: described(ours, 'JSON {code, message}'),
    detail: 'The error would have no message that helps to find its cause',
    fix: `Something other than the webhook answers there. Mount the webhook before body parsers and error handlers.${first ? ` It said: ${quote(first.outcome.shown.text)}` : ''}`,
  });
}

function secrets({ exchanges, settings: { secret = '' }, urlCarriesSecret }: Run): CheckCase {
  // An answer that quotes the URL tells its sender nothing new. A short secret may be a word of any answer.
  const canTell = !urlCarriesSecret && secret.length >= 8;
  const inHeader = answersOf(exchanges).filter(({ draft }) => !['token', 'segment'].includes(draft.credentials ?? ''));
  const leaking = canTell ? inHeader.filter(({ outcome }) => outcome.leaksSecret) : [];
  return verdict('no answer shows the secret', 'advice', leaking, {
    expected: 'the secret in none of the answers',
    got: described(
      leaking,
      canTell ? 'it is in none' : 'unknown: the secret was in no header, or is too short to tell',
    ),
    detail: 'The secret would end up in the logs of everybody who keeps the answers',
    fix: 'Something quotes the headers of the request in its answer. Remove that, and change the secret.',
  });
}

function stacks(exchanges: Exchange[]): CheckCase {
  const leaking = answersOf(exchanges).filter(({ outcome }) => showsStack(outcome.text));
  return verdict('no answer shows a stack trace', 'advice', leaking, {
    expected: 'no stack trace in any answer',
    got: described(leaking, 'none'),
    detail: 'Strangers would learn how your server works inside',
    fix: 'An error handler shows the error. Set NODE_ENV=production, mount the webhook before body parsers, or answer with your own message.',
  });
}

function closed(leftOpen: readonly string[]): CheckCase {
  return verdict('every conversation of this check was closed again', 'advice', leftOpen, {
    expected: 'none left open',
    got: leftOpen.length ? `${leftOpen.length} left open` : 'none left open',
    detail: `They may still be open on your side: ${leftOpen.slice(0, 5).join(', ')}${leftOpen.length > 5 ? ', …' : ''}`,
    fix: 'Close them by hand; their ids begin with gptbots-human-check-.',
  });
}

function answersOf(exchanges: Exchange[]): (Exchange & { outcome: WebhookAnswer })[] {
  // The cast holds: only answers are left.
  return exchanges.filter(({ outcome }) => outcome.kind === 'answer') as (Exchange & { outcome: WebhookAnswer })[];
}

function described(failing: Exchange[], otherwise: string): string {
  const [first] = failing;
  return first ? `${failing.length} times; such as ${first.title}: ${summary(first.outcome)}` : otherwise;
}

function verdict(
  name: string,
  level: CheckCase['level'],
  failing: readonly unknown[],
  { expected, got, detail, fix }: { expected: string; got: string; detail: string; fix: string },
): CheckCase {
  if (failing.length === 0) return { name, ok: true, level, expected, got, detail: `Seen: ${got}.` };
  return { name, ok: false, level, expected, got, detail: `${detail}.`, fix };
}
