import { maxWebhookAnswerBytes } from '../transport.ts';
import type { NoAnswer } from './outcome.ts';
import type { Run } from './run.ts';

/** Why there was no answer, as far as it can be told, and what to do about it. */
export function diagnoseNoAnswer({ reason, what, status }: NoAnswer, run: Run): string {
  if (reason === 'timeout') return status === undefined ? hanging : `${hanging} ${headOnly(status)}`;
  if (reason === 'endless') return endless;
  if (reason === 'threw')
    return 'The function that takes the request has to answer and never throw: mend it, or have it call `webhook.fetch` only.';
  if (reason === 'rubbish')
    return "Return the webhook's answer: `return webhook.fetch(request)`, or `return webhook.handle(request)`.";
  const known = connectionFailures.find(([pattern]) => pattern.test(what));
  return known
    ? known[1](run.target.baseUrl)
    : 'Check the URL, and whether the server runs and can be reached from here.';
}

const hanging =
  'Nothing answers in time. A body parser or middleware in front may have read the body while the code behind it waits for more, a handler may never resolve, or a middleware calls neither `next` nor answers. Mount the webhook first of all, and move slow work into `ctx.waitUntil(() => …)`.';

function headOnly(status: number): string {
  return `The head of an answer came, ${status}, and its body did not end: an event stream or a development server may answer there.`;
}

const endless = `What answers there sends more than ${maxWebhookAnswerBytes} bytes, perhaps without end: an event stream, a download, a development server. Correct the URL, or mount the webhook before it. An answer to GPTBots is a short JSON.`;

// Held against "CODE: message". Node has codes, Bun its own, Deno quotes the operating system.
const connectionFailures: [pattern: RegExp, mend: (url: URL) => string][] = [
  [
    /ECONNREFUSED|ConnectionRefused|connection refused/i,
    ({ host }) => `Nothing listens at ${host}. Start the server, or correct host and port.`,
  ],
  [
    /ENOTFOUND|\bEAI_|ENODATA|ESERVFAIL|EBADNAME|EREFUSED|dns error|failed to lookup|FailedToOpenSocket/i,
    ({ hostname }) => `The host name ${hostname} is not known. Correct it, or its DNS entry.`,
  ],
  [
    /SELF_SIGNED|self.signed/i,
    ({ host }) =>
      `The certificate of ${host} is not trusted, as it is self-signed: nobody else vouches for it. Use one of a public authority, such as Let's Encrypt. To check a server on your own machine, use http:, or set NODE_EXTRA_CA_CERTS to the file of its certificate.`,
  ],
  [
    /EXPIRED|NotValidYet|NOT_YET_VALID/i,
    ({ host }) => `The certificate of ${host} has expired, or is not valid yet. Renew it, and have the server load it.`,
  ],
  [
    /ALTNAME|NotValidForName/i,
    ({ host, hostname }) =>
      `The certificate of ${host} is for another host name. Use one for ${hostname}, or correct the URL.`,
  ],
  [
    /CERT|UNABLE_TO_|ERR_TLS|certificate/i,
    ({ host }) =>
      `The certificate of ${host} is not trusted. Use one of a public authority, valid for this host name, and have the server send its whole chain.`,
  ],
  [
    /ERR_SSL|EPROTO|wrong version|TLS|SSL/i,
    ({ host }) =>
      `${host} does not speak TLS as expected. If the server has no certificate, the URL begins with http:, not https:.`,
  ],
  [
    /ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|CONNECT_TIMEOUT|unreachable|no route/i,
    ({ host }) => `${host} cannot be reached from here. Look at its address, a firewall in between, and the network.`,
  ],
  [/bad port/i, ({ port }) => `Port ${port} is one that fetch never calls. Let the server listen on another.`],
  [
    /HPE_|parse error/i,
    ({ host }) => `What listens at ${host} does not speak HTTP. Correct the port, or begin the URL with https:.`,
  ],
  [
    /ECONNRESET|EPIPE|UND_ERR_SOCKET|other side closed|socket|reset|closed/i,
    ({ protocol }) =>
      `The connection was closed without an answer. The server may have crashed: look into its log.${protocol === 'http:' ? ' If it speaks TLS only, begin the URL with https:.' : ''}`,
  ],
];
