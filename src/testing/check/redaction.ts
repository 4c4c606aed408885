import { createRedactor, mentionsSecret } from '../../internal/foreign-text.ts';

/** Shows foreign text in a report. */
export interface Redaction {
  /** A text on one line, cut and without secrets. */
  show(text: string): string;
  /** Whether a text contains a secret. */
  finds(text: string): boolean;
}

// Long enough to reach the visible text of a web page, which may come after a long head.
const maxShown = 4_096;

/** Creates the redaction for some secrets. */
export function createRedaction(secrets: readonly string[]): Redaction {
  return {
    show: createRedactor(secrets, { placeholder: '[secret]', maxLength: maxShown }),
    finds: (text) => mentionsSecret(text, secrets),
  };
}
