import { maxWebhookAnswerBytes } from '../transport.ts';
import type { NoAnswer } from './outcome.ts';
import type { Run } from './run.ts';

/** The likely cause when there was no answer, and what to do about it. */
export function diagnoseNoAnswer({ reason, what, status }: NoAnswer, run: Run): string {
  if (reason === 'timeout') return status === undefined ? hanging : `${hanging} ${headOnly(status)}`;
  if (reason === 'endless') return endless;
  if (reason === 'threw')
    return 'The function that takes the request threw. It has to answer every request. Fix it, or have it only call `webhook.fetch`.';
  if (reason === 'rubbish')
    return "Return the webhook's answer: `return webhook.fetch(request)`, or `return webhook.handle(request)`.";
  const known = connectionFailures.find(([pattern]) => pattern.test(what));
  return known ? known[1](run.target.baseUrl) : 'Check the URL, and that the server runs and can be reached from here.';
}

const hanging =
  'Nothing answers in time. Perhaps a body parser or middleware has read the body and the code behind it still waits for it, a handler never resolves, or a middleware neither answers nor calls `next`. Mount the webhook before everything else, and move slow work into `ctx.waitUntil(() => …)`.';

function headOnly(status: number): string {
  return `The status ${status} came, but the body did not end: perhaps an event stream or a development server answers there.`;
}

const endless = `The answer is larger than ${maxWebhookAnswerBytes} bytes and may never end, as that of an event stream, a download or a development server. An answer to GPTBots is a short JSON. Correct the URL, or mount the webhook before the other code.`;

// Matched against "CODE: message". Node has codes, Bun other ones (https://github.com/oven-sh/bun/issues/34397), and
// Deno quotes the operating system (https://github.com/denoland/deno/issues/24922).
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
      `The certificate of ${host} is not trusted, because it is self-signed. Use one of a public authority, such as Let's Encrypt. To check a server on your own machine, use http:, or set NODE_EXTRA_CA_CERTS to the file of its certificate.`,
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
      `${host} does not speak TLS as expected. If the server has no certificate, use http: instead of https: in the URL.`,
  ],
  [
    /ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|CONNECT_TIMEOUT|unreachable|no route/i,
    ({ host }) => `${host} cannot be reached from here. Check its address, the network, and any firewall in between.`,
  ],
  [/bad port/i, ({ port }) => `fetch never calls port ${port}. Let the server listen on another port.`],
  [
    /HPE_|parse error/i,
    ({ host }) => `The server at ${host} does not speak HTTP. Correct the port, or use https: in the URL.`,
  ],
  [
    /ECONNRESET|EPIPE|UND_ERR_SOCKET|other side closed|socket|reset|closed/i,
    ({ protocol }) =>
      `The connection was closed without an answer. The server may have crashed: check its log.${protocol === 'http:' ? ' If it speaks only TLS, use https: in the URL.' : ''}`,
  ],
];
