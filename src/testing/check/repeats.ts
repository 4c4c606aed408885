import type { Route } from '../routes.ts';
import { effects, inConversation } from './accepted.ts';
import { type Check, failed, ifAccepted, judgeAccepted, passed } from './check.ts';
import { diagnose } from './diagnosis.ts';
import { type RequestOutcome, wasAccepted } from './outcome.ts';
import { fieldsOf } from './requests.ts';
import type { Exchange } from './run.ts';

const twice: [name: string, route: Route][] = [
  ['establish again', 'establish'],
  ['chat again', 'chat'],
  ['close again', 'close'],
];

/** The checks of repeated requests. GPTBots documents no rule for them, so any repeat has to be expected. */
export const repeatChecks: Check[] = [
  ...twice.map(([name, route]) => check(name, route, async (send) => [await send(), await send()])),
  check('the same establish three times at once', 'establish', (send) => Promise.all([send(), send(), send()])),
  check('the same chat three times at once', 'chat', (send) => Promise.all([send(), send(), send()])),
];

function check(name: string, route: Route, deliver: (send: () => Promise<Exchange>) => Promise<Exchange[]>): Check {
  return {
    name,
    level: 'problem',
    expected: 'the same answer as for the first one',
    when: ifAccepted,
    run: (run) =>
      inConversation(run, route, async (conversation_id) => {
        const fields = fieldsOf(route, { conversation_id });
        const sent = await deliver(() => run.send({ route, fields }));
        const [first, ...others] = sent;
        if (!first) throw new Error('Nothing was sent.');
        if (!wasAccepted(first.outcome)) return judgeAccepted(run, first, effects[route]);
        const other = others.find(({ outcome }) => content(outcome) !== content(first.outcome));
        if (!other) return passed(first);
        const cause = wasAccepted(other.outcome) ? '' : ` ${diagnose(other, run)}`;
        return failed(other, `${effects[route]}, when GPTBots delivers a request again`, mend + cause);
      }),
  };
}

const mend =
  'A repeated request has to get the same answer, and must not be handled again. Leave `dedupe` on. With several servers, check for repeats in a shared store.';

function content(outcome: RequestOutcome): string {
  return outcome.kind === 'answer' ? `${outcome.status} ${outcome.text}` : outcome.reason;
}
