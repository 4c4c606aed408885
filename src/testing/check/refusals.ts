import { type Route, routes } from '../routes.ts';
import { type Check, failed, ifAnswered, judgeRefused, passed } from './check.ts';
import { fieldsOf, requiredFields } from './requests.ts';

const notSeen = 'Mistakes would not be noticed';

/** The checks of requests that have to be refused. */
export const refusalChecks: Check[] = [
  ...routes.map(
    (route): Check => ({
      name: `GET on ${route} is refused`,
      level: 'problem',
      expected: '405',
      when: ifAnswered,
      run: async (run) =>
        judgeRefused(run, await run.send({ route, method: 'GET' }), 405, {
          effect: 'Something else than the webhook answers for this path',
          fix: 'Pass requests of every method to the webhook, which answers with 405 itself. Let no catch-all answer instead.',
        }),
    }),
  ),
  {
    name: '405 says which method is allowed',
    level: 'advice',
    expected: '405 with the header Allow: POST',
    when: ifAnswered,
    run: async (run) => {
      const exchange = await run.send({ route: 'chat', method: 'GET' });
      const { outcome } = exchange;
      if (outcome.kind === 'answer' && /\bPOST\b/i.test(outcome.headers.allow ?? '')) return passed(exchange);
      return failed(
        exchange,
        'No header Allow: POST',
        'Pass requests of every method to the webhook, which sets the header.',
      );
    },
  },
  ...routes.flatMap((route) => [
    badBody(route, 'malformed JSON', '{"conversation_id": "gptbots-human-check-malformed", '),
    badBody(route, 'an empty body', null),
  ]),
  ...routes.flatMap((route) => requiredFields[route].map((field) => withoutField(route, field))),
  {
    name: 'an unknown route is not found',
    level: 'advice',
    expected: '404',
    when: ifAnswered,
    run: async (run) =>
      judgeRefused(run, await run.send({ path: '/gptbots-human-check/unknown', body: '{}' }), 404, {
        effect: 'A typing error in the URL would not be noticed',
        fix: 'A catch-all answers unknown paths. Let it answer with 404.',
      }),
  },
];

function badBody(route: Route, what: string, body: string | null): Check {
  return {
    name: `${route} with ${what} is refused`,
    level: 'problem',
    expected: '400',
    when: ifAnswered,
    run: async (run) =>
      judgeRefused(run, await run.send({ route, body }), 400, {
        effect: notSeen,
        fix: `The webhook accepted ${what}. Parse the body as JSON, and answer 400 when that fails.`,
      }),
  };
}

function withoutField(route: Route, field: string): Check {
  return {
    name: `${route} without ${field} is refused, and the field named`,
    level: 'advice',
    expected: `400 with a message that names ${field}`,
    when: ifAnswered,
    run: async (run) => {
      const conversation_id = run.newConversation();
      const fields = { ...fieldsOf(route, { conversation_id }), [field]: undefined };
      const exchange = await run.send({ route, fields });
      const { outcome } = exchange;
      const verdict = judgeRefused(run, exchange, 400, {
        effect: notSeen,
        fix: `Check the requests, as \`createHumanWebhook\` does, and answer 400 when ${field} is missing.`,
      });
      if (!verdict.ok || (outcome.kind === 'answer' && outcome.text.includes(field))) return verdict;
      return failed(exchange, 'Refused, but it does not say why', `Name the field in \`message\`: ${field}.`);
    },
  };
}
