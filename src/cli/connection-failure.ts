import { rootCauses } from '../internal/root-causes.ts';
import { readThrown } from '../internal/thrown.ts';
import { printable } from './printable.ts';

/** Why a fetch failed. */
export interface ConnectionFailure {
  /** In a word or two: the code of the runtime, where there is one. */
  what: string;
  /** What is at fault, and what to do about it, where the code tells. */
  mend: string | undefined;
}

/** Why a fetch failed, and how to fix it. Never throws. */
export function connectionFailure(error: unknown): ConnectionFailure {
  // fetch says "fetch failed", and keeps the reason in the cause.
  const [cause] = rootCauses(error);
  if (readThrown(error).name === 'TimeoutError') return { what: 'no answer in time', mend: undefined };
  const code = typeof cause?.code === 'string' ? cause.code : '';
  const message = typeof cause?.message === 'string' ? cause.message : '';
  const known = mends.find(([pattern]) => pattern.test(code.slice(0, 100)));
  return { what: printable(code || message || 'no connection', [], 100), mend: known?.[1] };
}

const mends: [pattern: RegExp, mend: string][] = [
  [
    /SELF_SIGNED/,
    'Its certificate is self-signed, and GPTBots would not trust it either. For a try on this machine, NODE_EXTRA_CA_CERTS=<file> makes Node trust it.',
  ],
  [
    /CERT|UNABLE_TO_/,
    'Its certificate is not trusted: it needs one of a public authority, valid for this host name, with its whole chain.',
  ],
  [/SSL|EPROTO/, 'It speaks no TLS as it should. Without a certificate, the URL begins with http:, not https:.'],
  [/^HPE_/, 'What listens there does not speak HTTP: correct the port, or begin the URL with https:.'],
];
