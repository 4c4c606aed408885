import { hostAnswers } from './diagnosis-hosts.ts';
import { diagnoseNoAnswer } from './diagnosis-no-answer.ts';
import { ownAnswers } from './diagnosis-own.ts';
import type { KnownCause } from './known-cause.ts';
import { mountMend, secretMend } from './mends.ts';
import { isPage, quote } from './outcome.ts';
import type { Exchange, Run } from './run.ts';

/** The most likely cause of an answer that should have been another, and what to do about it. */
export function diagnose(exchange: Exchange, run: Run): string {
  const { outcome } = exchange;
  if (outcome.kind === 'none') return diagnoseNoAnswer(outcome, run);
  const symptoms = { ...outcome, exchange, run };
  const rule = [...ownAnswers, ...hostAnswers, ...foreignAnswers].find((one) => one.fits(symptoms));
  return (
    rule?.says(symptoms) ??
    `Something answers there that is not known to this check. It said: ${quote(outcome.shown.text)}`
  );
}

// Answers of whatever stands in front of the webhook, or in its place. The first that fits counts.
const foreignAnswers: KnownCause[] = [
  {
    fits: ({ status, text }) => status === 403 && /csrf|xsrf/i.test(text),
    says: () =>
      'A CSRF protection refuses it: GPTBots has no token of yours. Exempt the webhook, or mount it before that middleware.',
  },
  {
    fits: ({ status, headers }) =>
      status >= 300 && status < 400 && /log-?in|sign-?in|auth|sso/i.test(headers.location ?? ''),
    says: ({ shown }) =>
      `An authentication middleware redirects to ${shown.location || 'nowhere'}: GPTBots cannot log in. Exempt the webhook from it; the webhook checks its own secret.`,
  },
  {
    fits: ({ status }) => status >= 300 && status < 400,
    says: ({ shown }) =>
      `A redirect to ${shown.location || 'nowhere'}. Give GPTBots the final URL (https, host name, slash at the end).`,
  },
  {
    fits: ({ status }) => status === 401 || status === 407,
    says: ({ headers, run }) =>
      /basic|digest|negotiate/i.test(headers['www-authenticate'] ?? '')
        ? 'Another authentication in front of the webhook refuses it. Exempt the webhook from it; the webhook checks its own secret.'
        : `${secretMend(run)} If the webhook never saw the request, an authentication middleware in front of it refused it: exempt the webhook.`,
  },
  {
    fits: ({ status }) => status === 403,
    says: () =>
      'A firewall, an address list or a middleware in front of the webhook refuses it. Exempt the webhook from it.',
  },
  {
    fits: ({ status }) => status === 404 || status === 410,
    says: ({ run, text }) => `Nothing is mounted there; ${mountMend(run, text)}`,
  },
  {
    fits: ({ status }) => status === 405 || status === 501,
    says: ({ run }) => `Something is mounted there, but not for POST; ${mountMend(run, '')}`,
  },
  {
    fits: ({ status }) => status === 413,
    says: () =>
      'A body parser or a proxy in front of the webhook answers before it (express.json() stops at 100 kB, nginx at 1 MB). Mount the webhook before the body parser, or raise the limit to 1 MB or more.',
  },
  {
    fits: ({ status }) => status === 415 || status === 406,
    says: () =>
      'A parser in front of the webhook refuses the content type. Mount the webhook before it, or let it take application/json.',
  },
  {
    fits: ({ status }) => status === 429,
    says: () =>
      "A rate limit in front of the webhook. GPTBots' calls come from few addresses: exempt the webhook from it.",
  },
  {
    fits: ({ status }) => status >= 400 && status < 500,
    says: ({ shown }) =>
      `A body parser or a validation in front of the webhook answers in its place. Mount the webhook before it. It said: ${quote(shown.text)}`,
  },
  {
    fits: ({ status }) => status >= 502 && status <= 504,
    says: ({ status }) =>
      `A proxy, a load balancer or a tunnel answers, as it ${status === 504 ? 'got no answer from' : 'does not reach'} your server. Start the server, and have the proxy forward to its host and port.`,
  },
  {
    fits: ({ status }) => status >= 500,
    says: ({ shown }) =>
      `Code in front of or around the webhook failed; its error is in the server's log. A body parser that answers itself looks like this as well: mount the webhook before it. It said: ${quote(shown.text)}`,
  },
  {
    fits: isPage,
    says: ({ run }) =>
      `A web page came back: a catch-all, as of a single-page application, answers everything with 200. Mount the webhook before it, or correct the URL${run.mountPath ? '' : ', which has no path'}.`,
  },
  {
    fits: ({ status }) => status === 200,
    says: ({ shown }) =>
      `Something answers 200 before the webhook does, or drops the webhook's answer: GPTBots expects JSON {"code": number, "message": string}. Let the webhook write the answer itself, such as \`return webhook.fetch(request)\`. It said: ${quote(shown.text)}`,
  },
  {
    fits: ({ status }) => status > 200 && status < 300,
    says: ({ status }) =>
      `Only 200 counts, not ${status}. Let the webhook write the answer itself, and no code after it change the status.`,
  },
];
