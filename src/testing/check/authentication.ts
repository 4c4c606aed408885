import { type Route, routes } from '../routes.ts';
import { accepts } from './accepted.ts';
import { type Check, ifAnswered, judgeRefused } from './check.ts';
import type { RequestOutcome } from './outcome.ts';
import type { Run } from './run.ts';

const strangers: Record<Route, string> = {
  establish: 'Strangers could open conversations in the name of your visitors',
  chat: 'Strangers could write in the name of your visitors',
  close: 'Strangers could end the conversations of your visitors',
};

/** The checks of the secret: who is refused, and how the secret may be sent. */
export const authenticationChecks: Check[] = [
  ...routes.map((route) => refuses(route, 'wrong')),
  ...routes.map((route) => refuses(route, 'none')),
  {
    name: 'the webhook asks for a secret',
    level: 'advice',
    expected: '401 without one',
    when: ifAnswered,
    skip: ({ settings }) =>
      settings.secret ? 'A secret was given; see the cases with a wrong and without a secret.' : undefined,
    run: async (run) =>
      judgeRefused(run, await run.send({ route: 'chat', credentials: 'none' }), 401, {
        effect: 'This check had no secret and was let in, and so would anybody else',
        fix: 'Set the option secret of the webhook and pass `secret` to this check, unless the URL itself carries the secret.',
      }),
  },
  accepts({
    name: 'the secret as ?token=',
    route: 'chat',
    level: 'advice',
    effect: 'A GPTBots setting that takes a URL only could not carry the secret',
    draft: { credentials: 'token' },
    skip: needsSecret,
    hint: urlCredentials,
  }),
  accepts({
    name: 'the secret as the path segment before the route',
    route: 'chat',
    level: 'advice',
    effect: 'A GPTBots setting that takes a URL only could not carry the secret',
    draft: { credentials: 'segment' },
    skip: needsSecret,
    hint: urlCredentials,
  }),
];

function refuses(route: Route, credentials: 'wrong' | 'none'): Check {
  const given = credentials === 'wrong' ? 'a wrong secret' : 'no secret';
  return {
    name: `${route} with ${given} is refused`,
    level: 'problem',
    expected: '401',
    when: ifAnswered,
    skip: (run) => needsSecret(run) ?? (run.urlCarriesSecret ? 'The URL itself carries the secret.' : undefined),
    run: async (run) =>
      judgeRefused(run, await run.send({ route, credentials }), 401, {
        effect: strangers[route],
        fix: `The webhook accepted a request with ${given}. Set the option secret of \`createHumanWebhook\`. If it is set, something else answers 200 before the webhook sees the request.`,
        stated: `Refused, but not with 401`,
      }),
  };
}

function needsSecret({ settings }: Run): string | undefined {
  return settings.secret ? undefined : 'No secret was given to the check.';
}

function urlCredentials(outcome: RequestOutcome): string | undefined {
  if (outcome.kind === 'none' || outcome.status < 400 || outcome.status > 404) return undefined;
  return 'The webhook accepts the secret only as a bearer token. If GPTBots lets you set only a URL, use `createHumanWebhook`, mount it for all paths below its own, and keep the query.';
}
