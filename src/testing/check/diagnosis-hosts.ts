import type { KnownCause } from './known-cause.ts';
import { quote } from './outcome.ts';

/** Answers that hosts and tunnels give themselves, instead of the server behind them. */
export const hostAnswers: KnownCause[] = [
  {
    fits: ({ headers }) => headers['ngrok-error-code'] !== undefined,
    says: () =>
      'ngrok itself answers: the tunnel is closed, or nothing listens at its port. Start both, and use the current address of the tunnel.',
  },
  {
    fits: ({ status }) => status === 525 || status === 526,
    says: () =>
      "Cloudflare does not accept your server's certificate. Give the server a valid one, or change the SSL mode in Cloudflare.",
  },
  {
    fits: ({ status }) => (status >= 520 && status <= 524) || status === 530,
    says: ({ status }) =>
      `Cloudflare answers ${status} because it cannot reach your server or gets no valid answer from it. Start the server or the tunnel behind Cloudflare, and let Cloudflare through the firewall.`,
  },
  {
    fits: ({ headers, contract }) => contract === undefined && headers['x-vercel-error'] !== undefined,
    says: ({ shown }) =>
      `Vercel itself answers. Look up the error in its log, then correct the URL or fix the function. It said: ${quote(shown.text)}`,
  },
  {
    fits: ({ status, headers }) => status === 401 && /_vercel_sso_nonce/.test(headers['set-cookie'] ?? ''),
    says: () =>
      "Vercel's deployment protection asks for a login, which GPTBots does not have. Give GPTBots the production URL, or switch off the protection for this deployment.",
  },
  {
    fits: ({ status, text }) => status === 403 && text.includes('"Missing Authentication Token"'),
    says: () =>
      'Amazon API Gateway has no route for POST at this path; its message is misleading. Add the route, such as `/{proxy+}` for any method, and check that the URL has the name of the stage.',
  },
  {
    fits: ({ status, text, headers }) =>
      (status === 401 || status === 403) &&
      (text.includes('Your client does not have permission to get URL') ||
        /insufficient_scope|accounts\.google\.com/.test(headers['www-authenticate'] ?? '')),
    says: () =>
      'Google Cloud asks the caller to log in. Allow unauthenticated invocations of this service; the webhook checks its own secret.',
  },
];
