import { readBytes } from '../internal/read-bytes.ts';

/** More than that is no answer to a webhook, and is not read. */
export const maxWebhookAnswerBytes = 1_048_576;

/** The body of an answer; undefined when it is too large, and then its rest is not read. */
export async function answerText(response: Response): Promise<string | undefined> {
  // A double of a Response may have no stream.
  if (response.body === undefined) return textWithinLimit(await response.text());
  if (response.body === null) return '';
  const bytes = await readBytes(response.body.getReader(), maxWebhookAnswerBytes);
  return bytes && new TextDecoder().decode(bytes);
}

/** A text, unless it is too large. */
export function textWithinLimit(text: string): string | undefined {
  return text.length > maxWebhookAnswerBytes ? undefined : text;
}
