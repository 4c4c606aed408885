import { createRedactor, replaceSecrets } from '../internal/foreign-text.ts';

/** What is printed nowhere: the values of the options that are secret. */
export type Secrets = readonly (string | undefined)[];

const placeholder = '[redacted]';

/**
 * Makes foreign text safe to print: one line without control characters and secrets. Every text that the user of this
 * machine did not write goes through here.
 */
export function printable(text: string, secrets: Secrets = [], maxLength = 2000): string {
  return createRedactor(given(secrets), { maxLength, placeholder })(text);
}

/** A URL, without what a secret may be in: user, query, and a path segment that looks like one. */
export function printableUrl(url: string, secrets: Secrets = []): string {
  if (!URL.canParse(url)) return printable(url, secrets, 200);
  const { protocol, host, pathname } = new URL(url);
  const shown = printable(`${protocol}//${host}${printablePath(pathname, secrets)}`, secrets);
  return shown.endsWith('/') ? shown.slice(0, -1) : shown;
}

/** A path, or a path with a query, without what a secret may be in. */
export function printablePath(path: string, secrets: Secrets = []): string {
  const isSecret = (segment: string) => looksSecret(segment) || secrets.includes(segment);
  const [withoutQuery = ''] = path.split('?', 1);
  const segments = withoutQuery.split('/');
  return printable(
    segments.map((segment) => (segment && isSecret(segment) ? placeholder : segment)).join('/'),
    secrets,
  );
}

/** The body of a call for the page: as it is, but for the secrets. The page takes no text for HTML. */
export function printableBody(body: string, secrets: Secrets): string {
  return replaceSecrets(body, given(secrets), placeholder);
}

/** The headers of a call, without what a secret may be in. */
export function printableHeaders(headers: Record<string, string>, secrets: Secrets): Record<string, string> {
  const shown = Object.entries(headers).map(([name, value]) => [
    printable(name, secrets, 200),
    isSecretHeader.test(name) ? masked(value) : printable(value, secrets),
  ]);
  return Object.fromEntries(shown);
}

const isSecretHeader = /authorization|cookie|token|secret|password|signature|(^|[-_])key$/i;

// The word before a secret, such as Bearer, is none.
function masked(value: string): string {
  const [, scheme = ''] = /^(Bearer |Basic )/i.exec(value) ?? [];
  return `${scheme}${placeholder}`;
}

function given(secrets: Secrets): string[] {
  return secrets.filter((secret) => secret !== undefined);
}

// A secret may be put into the URL, as the segment before the route.
function looksSecret(segment: string): boolean {
  return segment.length >= 20 && /\d/.test(segment) && !segment.includes('.');
}
