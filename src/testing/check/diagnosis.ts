import { hostAnswers } from './diagnosis-hosts.ts';
import { diagnoseNoAnswer } from './diagnosis-no-answer.ts';
import { ownAnswers } from './diagnosis-own.ts';
import type { KnownCause } from './known-cause.ts';
import { mountMend, secretMend } from './mends.ts';
import { isPage, quote } from './outcome.ts';
import type { Exchange, Run } from './run.ts';

/** The most likely cause of a wrong answer, and what to do about it. */
export function diagnose(exchange: Exchange, run: Run): string {
  const { outcome } = exchange;
  if (outcome.kind === 'none') return diagnoseNoAnswer(outcome, run);
  const symptoms = { ...outcome, exchange, run };
  const rule = [...ownAnswers, ...hostAnswers, ...foreignAnswers].find((one) => one.fits(symptoms));
  return rule?.says(symptoms) ?? `Something unknown to this check answers there. It said: ${quote(outcome.shown.text)}`;
}

// Answers of other code in front of the webhook or in its place. The first match counts.
const foreignAnswers: KnownCause[] = [
  {
    fits: ({ status, text }) => status === 403 && /csrf|xsrf/i.test(text),
    says: () =>
      'A CSRF protection refuses the request, because GPTBots has no CSRF token. Exempt the webhook, or mount it before that middleware.',
  },
  {
    fits: ({ status, headers }) =>
      status >= 300 && status < 400 && /log-?in|sign-?in|auth|sso/i.test(headers.location ?? ''),
    says: ({ shown }) =>
      `An authentication middleware redirects to ${shown.location || 'nowhere'}, but GPTBots cannot log in. Exempt the webhook from it; the webhook checks its own secret.`,
  },
  {
    fits: ({ status }) => status >= 300 && status < 400,
    says: ({ shown }) =>
      `The server redirects to ${shown.location || 'nowhere'}. Give GPTBots the final URL (https, host name, slash at the end).`,
  },
  {
    fits: ({ status }) => status === 401 || status === 407,
    says: ({ headers, run }) =>
      /basic|digest|negotiate/i.test(headers['www-authenticate'] ?? '')
        ? 'Another authentication in front of the webhook refuses the request. Exempt the webhook from it; the webhook checks its own secret.'
        : `${secretMend(run)} If the webhook never saw the request, an authentication middleware in front of it refused it: exempt the webhook.`,
  },
  {
    fits: ({ status }) => status === 403,
    says: () =>
      'A firewall, an address list or a middleware in front of the webhook refuses the request. Exempt the webhook from it.',
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
      'A body parser or a proxy in front of the webhook refuses the body as too large (express.json() allows 100 kB, nginx 1 MB). Mount the webhook before the body parser, or raise the limit to 1 MB or more.',
  },
  {
    fits: ({ status }) => status === 415 || status === 406,
    says: () =>
      'A parser in front of the webhook refuses the content type. Mount the webhook before it, or let it take application/json.',
  },
  {
    fits: ({ status }) => status === 429,
    says: () =>
      "A rate limit in front of the webhook refuses the request. GPTBots' requests come from few addresses: exempt the webhook from it.",
  },
  {
    fits: ({ status }) => status >= 400 && status < 500,
    says: ({ shown }) =>
      `A body parser or a validation in front of the webhook refuses the request. Mount the webhook before it. It said: ${quote(shown.text)}`,
  },
  {
    fits: ({ status }) => status >= 502 && status <= 504,
    says: ({ status }) =>
      `A proxy, a load balancer or a tunnel answers, because it ${status === 504 ? 'got no answer from' : 'cannot reach'} your server. Start the server, and make the proxy forward to its host and port.`,
  },
  {
    fits: ({ status }) => status >= 500,
    says: ({ shown }) =>
      `Code in front of or around the webhook failed. See the server's log. If it was a body parser, mount the webhook before it. It said: ${quote(shown.text)}`,
  },
  {
    fits: isPage,
    says: ({ run }) =>
      `The answer is a web page: a catch-all, such as that of a single-page application, answers everything with 200. Mount the webhook before it, or correct the URL${run.mountPath ? '' : ', which has no path'}.`,
  },
  {
    fits: ({ status }) => status === 200,
    says: ({ shown }) =>
      `Something answers 200 before the webhook does, or drops the webhook's answer: GPTBots expects JSON {"code": number, "message": string}. Let the webhook write the answer itself, for example with \`return webhook.fetch(request)\`. It said: ${quote(shown.text)}`,
  },
  {
    fits: ({ status }) => status > 200 && status < 300,
    says: ({ status }) =>
      `GPTBots accepts only status 200, not ${status}. Let the webhook write the answer itself, and let no other code change the status.`,
  },
];
