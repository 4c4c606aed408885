import { type Route, routes } from '../routes.ts';
import { samples } from '../samples.ts';
import { inConversation } from './accepted.ts';
import { type Check, failed, ifAccepted, ifAnswered, passed, type Verdict } from './check.ts';
import { diagnose } from './diagnosis.ts';
import { fieldsOf, type RequestFields, toJson } from './requests.ts';
import type { Run } from './run.ts';

/** GPTBots' test whether a webhook is available: HTTP 200 says that it is, also when it takes no visitors just now. */
export const availabilityChecks: Check[] = routes.flatMap((route) => [
  {
    ...common(route),
    name: `availability test of ${route}, with nothing else`,
    when: ifAnswered,
    run: (run) => test(run, route, samples.availabilityTest('bare')),
  },
  {
    ...common(route),
    name: `availability test of ${route}, with all fields`,
    when: ifAccepted,
    // In a conversation that is there already, and is closed at the end: a webhook that takes the test for a message
    // must not be left with a conversation nobody knows of.
    run: (run) =>
      inConversation(run, 'chat', (conversation_id) =>
        test(run, route, fieldsOf(route, { conversation_id, istest: true })),
      ),
  },
]);

// For close, the test is not documented.
function common(route: Route): Pick<Check, 'level' | 'expected'> {
  return { level: route === 'close' ? 'advice' : 'problem', expected: '200' };
}

async function test(run: Run, route: Route, fields: RequestFields): Promise<Verdict> {
  const exchange = await run.send({ route, body: toJson(fields) });
  const { outcome } = exchange;
  if (outcome.kind === 'answer' && outcome.status === 200) return passed(exchange);
  const isOwn = outcome.kind === 'answer' && outcome.contract !== undefined;
  return failed(exchange, 'GPTBots would call the webhook unavailable', isOwn ? mend : diagnose(exchange, run));
}

const mend =
  'A request with `"istest": true` is no message: answer it with 200 before anything else is looked at, as `createHumanWebhook` does, and do nothing for it.';
