import { createRedactor, mentionsSecret } from '../../internal/foreign-text.ts';

/** How a report shows what others say. */
export interface Redaction {
  /** On one line, without secrets, and not longer than somebody would read. */
  show(text: string): string;
  /** Whether a text has a secret in it. */
  finds(text: string): boolean;
}

// Of a web page, what a reader would see may come after a long head.
const maxShown = 4_096;

/** Makes the redaction of these secrets. */
export function createRedaction(secrets: readonly string[]): Redaction {
  return {
    show: createRedactor(secrets, { placeholder: '[secret]', maxLength: maxShown }),
    finds: (text) => mentionsSecret(text, secrets),
  };
}
