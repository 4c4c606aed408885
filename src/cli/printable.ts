/** Text of someone else's, safe to print: nothing in it can command the terminal, and no secret shows. */
export function printable(text: string, secrets: readonly (string | undefined)[] = []): string {
  let shown = text;
  // One of a few letters would be found in everything, and is none.
  for (const secret of secrets) if (secret && secret.length >= 4) shown = shown.replaceAll(secret, '<secret>');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
  return shown.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

/** A URL, without what a secret may be in: user, query, and a path segment that looks like one. */
export function printableUrl(url: string, secrets: readonly (string | undefined)[] = []): string {
  const { origin, pathname } = new URL(url);
  return printable(origin + printablePath(pathname, secrets), secrets).replace(/\/$/, '');
}

/** A path, or a path with a query, without what a secret may be in. */
export function printablePath(path: string, secrets: readonly (string | undefined)[] = []): string {
  const isSecret = (segment: string) => looksSecret(segment) || secrets.includes(segment);
  const segments = path.replace(/\?.*/s, '').split('/');
  return printable(segments.map((segment) => (segment && isSecret(segment) ? '<secret>' : segment)).join('/'), secrets);
}

// A secret may be put into the URL, as the segment before the route.
function looksSecret(segment: string): boolean {
  return segment.length >= 20 && /\d/.test(segment) && !segment.includes('.');
}
