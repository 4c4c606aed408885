import type { KnownCause } from './known-cause.ts';
import { quote } from './outcome.ts';

/** Answers of hosts and tunnels by themselves, in place of the server behind them. */
export const hostAnswers: KnownCause[] = [
  {
    fits: ({ headers }) => headers['ngrok-error-code'] !== undefined,
    says: () =>
      'ngrok answers by itself: the tunnel is closed, or nothing listens at the port it leads to. Start both, and use the address the tunnel has now.',
  },
  {
    fits: ({ status }) => status === 525 || status === 526,
    says: () =>
      "Cloudflare does not accept your server's certificate. Give the server a valid one, or change the SSL mode in Cloudflare.",
  },
  {
    fits: ({ status }) => (status >= 520 && status <= 524) || status === 530,
    says: ({ status }) =>
      `Cloudflare answers ${status}, as it does not reach your server, or gets no proper answer from it. Start the server or the tunnel behind Cloudflare, and let it in through the firewall.`,
  },
  {
    fits: ({ headers, contract }) => contract === undefined && headers['x-vercel-error'] !== undefined,
    says: ({ shown }) =>
      `Vercel answers by itself; look the error up in its log. Correct the URL, or mend the function. It said: ${quote(shown.text)}`,
  },
  {
    fits: ({ status, headers }) => status === 401 && /_vercel_sso_nonce/.test(headers['set-cookie'] ?? ''),
    says: () =>
      "Vercel's deployment protection asks for a login, which GPTBots has not. Give GPTBots the production URL, or switch the protection off for this deployment.",
  },
  {
    fits: ({ status, text }) => status === 403 && text.includes('"Missing Authentication Token"'),
    says: () =>
      "Amazon API Gateway has no route for this path and POST, whatever its text says. Add the route, such as `/{proxy+}` for any method, and mind the stage's name in the URL.",
  },
  {
    fits: ({ status, text, headers }) =>
      (status === 401 || status === 403) &&
      (text.includes('Your client does not have permission to get URL') ||
        /insufficient_scope|accounts\.google\.com/.test(headers['www-authenticate'] ?? '')),
    says: () =>
      'Google Cloud asks who calls. Allow unauthenticated invocations of this service; the webhook checks its own secret.',
  },
];
