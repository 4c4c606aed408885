import type { Route } from '../routes.ts';
import { acceptance, always, type Check, failed, ifAccepted, judgeAccepted, type Verdict } from './check.ts';
import { type RequestOutcome, wasAccepted, wasDeclined } from './outcome.ts';
import type { CheckLevel } from './report.ts';
import { fieldsOf, type RequestFields } from './requests.ts';
import type { Draft, Exchange, Run } from './run.ts';

/** The effect when a request of a route is not accepted. */
export const effects: Record<Route, string> = {
  establish: 'Visitors would see Busy',
  chat: 'What visitors write would be lost',
  close: 'You would not learn that a conversation has ended',
};

/** A request that the webhook has to accept. */
export interface Accepted {
  name: string;
  route: Route;
  level?: CheckLevel;
  effect?: string;
  /** The fields of the request, in a conversation. */
  fields?: RequestFields;
  draft?: Draft;
  skip?: Check['skip'];
  hint?: (outcome: RequestOutcome) => string | undefined;
}

/**
 * Makes the check of a request that the webhook has to accept. Establishes a conversation first for a chat or a close.
 */
export function accepts(accepted: Accepted): Check {
  const { name, route, level = 'problem', effect = effects[route], skip, hint } = accepted;
  return {
    name,
    level,
    expected: acceptance,
    when: ifAccepted,
    skip,
    run: (run) =>
      inConversation(run, route, async (conversation_id) => {
        const fields = fieldsOf(route, { ...accepted.fields, conversation_id });
        const exchange = await run.send({ route, fields, ...accepted.draft });
        return judgeAccepted(run, exchange, effect, hint);
      }),
  };
}

/** Does something in a new conversation. Establishes it first, unless `work` does. */
export async function inConversation(
  run: Run,
  route: Route,
  work: (conversation_id: string) => Promise<Verdict>,
): Promise<Verdict> {
  const conversation_id = run.newConversation();
  if (route === 'establish') return work(conversation_id);
  const established = await run.send({ fields: fieldsOf('establish', { conversation_id }) });
  if (wasAccepted(established.outcome)) return work(conversation_id);
  return judgeAccepted(run, established, effects.establish);
}

/** The checks of the three routes. Without them nothing else works. */
export function routeChecks(first: Exchange): Check[] {
  return [
    {
      name: 'establish is accepted',
      level: 'problem',
      expected: acceptance,
      when: always,
      run: async (run) => judgeFirst(run, first),
    },
    routeCheck('chat'),
    routeCheck('close'),
  ];
}

function judgeFirst(run: Run, first: Exchange): Verdict {
  const { outcome } = first;
  if (outcome.kind === 'none' || !wasDeclined(outcome)) return judgeAccepted(run, first, effects.establish);
  const mend = 'This is fine if you mean it, outside business hours for example. Check again when the webhook accepts.';
  const declined = failed(
    first,
    'The webhook declined, so visitors see Busy now',
    `${mend} It says: ${outcome.shown.message}`,
  );
  return { ...declined, level: 'advice' };
}

function routeCheck(route: Route): Check {
  const check = accepts({ name: `${route} is accepted`, route });
  return {
    ...check,
    when: ['accepted', 'refused'],
    async run(run, standing) {
      if (standing === 'accepted') return check.run(run, standing);
      // Even without a conversation, this shows whether anything is mounted at the route.
      return judgeAccepted(run, await run.send({ route }), effects[route]);
    },
  };
}
