import type { KnownCause } from './known-cause.ts';
import { secretMend } from './mends.ts';
import { isDraining } from './outcome.ts';

/** Answers in the webhook's own form, `{code, message}`: the webhook was reached and says what is wrong. */
export const ownAnswers: KnownCause[] = [
  {
    fits: ({ contract, status }) => status >= 500 && /already read/.test(contract?.message ?? ''),
    says: ({ shown }) =>
      `A body parser in front of the webhook read the body and did not keep it. The webhook says: ${shown.message}`,
  },
  {
    fits: ({ contract, status }) => status === 401 && contract !== undefined,
    says: ({ run }) => secretMend(run),
  },
  {
    fits: ({ contract, status }) => status === 404 && contract !== undefined,
    says: ({ run }) =>
      `A webhook answers there, but not for this path. The URL has to end before /conversation/establish, and \`basePath\`, if set, has to be the path of the URL, \`${run.mountPath || '/'}\`.`,
  },
  {
    fits: ({ contract, status }) => status === 400 && contract !== undefined,
    says: ({ shown }) =>
      `The webhook refuses a request that GPTBots is documented to send. Relax its checks. It says: ${shown.message}`,
  },
  {
    fits: ({ contract, status }) => status === 413 && contract !== undefined,
    says: ({ shown }) => `Raise the webhook's \`maxBodyBytes\`. It says: ${shown.message}`,
  },
  {
    fits: (symptoms) => symptoms.status === 503 && isDraining(symptoms),
    says: () => 'The server is shutting down: `webhook.drain()` was called. Check again when it has restarted.',
  },
  {
    fits: ({ contract, status }) => status === 503 && contract !== undefined,
    says: ({ shown }) => `The webhook declined. It says: ${shown.message}`,
  },
  {
    fits: ({ contract, status }) => status === 504 && contract !== undefined,
    says: () => 'A handler was too slow. Answer first and work later, with `ctx.waitUntil(() => …)`.',
  },
  {
    fits: ({ contract, status }) => status === 500 && contract !== undefined,
    says: ({ shown }) =>
      `Your code threw an error. See \`onError\` or the server's log. The webhook says: ${shown.message}`,
  },
];
