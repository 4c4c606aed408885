import { type Route, routes } from '../routes.ts';
import { samples } from '../samples.ts';
import { inConversation } from './accepted.ts';
import { type Check, failed, ifAccepted, ifAnswered, passed, type Verdict } from './check.ts';
import { diagnose } from './diagnosis.ts';
import { fieldsOf, type RequestFields, toJson } from './requests.ts';
import type { Run } from './run.ts';

/**
 * The checks of GPTBots' availability test. HTTP 200 means available, even if the webhook declines visitors at the
 * time.
 */
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
    // In an established conversation, which is closed at the end. A webhook that mistakes the test for a real request
    // must not be left with an open conversation.
    run: (run) =>
      inConversation(run, 'chat', (conversation_id) =>
        test(run, route, fieldsOf(route, { conversation_id, istest: true })),
      ),
  },
]);

// The test is not documented for close, so there it is advice.
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
  'A request with `"istest": true` is no real message. Answer it with 200 before you check anything else, and do nothing more, as `createHumanWebhook` does.';
