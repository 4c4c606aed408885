import { utf8AsLatin1 } from '../../internal/latin1.ts';

/** Takes a secret out of a text, in every form a server may quote it in. */
export type Redact = (text: string) => string;

/** Makes the function that takes `secrets` out of texts. */
export function createRedact(secrets: readonly string[]): Redact {
  // The longest first: one form may be a part of another.
  const forms = [...new Set(secrets.flatMap(formsOf))].filter(Boolean).sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text);
}

function formsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret), utf8AsLatin1(secret)].flatMap((form) => [
    form,
    inHtml(form),
    inJson(form),
    inAsciiJson(form),
  ]);
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

// As servers in other languages write it.
function inAsciiJson(text: string): string {
  return inJson(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function inHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
