import type { KnownCause } from './known-cause.ts';
import { secretMend } from './mends.ts';
import { isDraining } from './outcome.ts';

/** Answers in the webhook's own form, `{code, message}`: it is reached, and says what is wrong. */
export const ownAnswers: KnownCause[] = [
  {
    fits: ({ contract, status }) => status >= 500 && /already read/.test(contract?.message ?? ''),
    says: ({ shown }) =>
      `A body parser in front of the webhook read the body and kept nothing. The webhook says: ${shown.message}`,
  },
  {
    fits: ({ contract, status }) => status === 401 && contract !== undefined,
    says: ({ run }) => secretMend(run),
  },
  {
    fits: ({ contract, status }) => status === 404 && contract !== undefined,
    says: ({ run }) =>
      `A webhook answers there, but not under this path. The URL has to end right before /conversation/establish, and a \`basePath\` has to be the path of the URL, \`${run.mountPath || '/'}\`.`,
  },
  {
    fits: ({ contract, status }) => status === 400 && contract !== undefined,
    says: ({ shown }) =>
      `The webhook refuses what GPTBots is documented to send. Let its checks pass it. It says: ${shown.message}`,
  },
  {
    fits: ({ contract, status }) => status === 413 && contract !== undefined,
    says: ({ shown }) => `Raise the webhook's \`maxBodyBytes\`. It says: ${shown.message}`,
  },
  {
    fits: (symptoms) => symptoms.status === 503 && isDraining(symptoms),
    says: () => 'The server is shutting down: `webhook.drain()` was called. Check again once it has started anew.',
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
      `A function of yours threw; \`onError\` and the server's log have its error. The webhook says: ${shown.message}`,
  },
];
