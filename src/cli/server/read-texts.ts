import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** The fields of a request that are text. */
export type Texts = Record<string, string | undefined>;

const mostBytes = 256 * 1024;

/**
 * Reads the fields of a JSON object that are text.
 *
 * @throws {Refusal} when it is not JSON, or too large
 */
export async function readTexts(req: IncomingMessage): Promise<Texts> {
  // The form of another website cannot send this type.
  const type = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal(415, 'The content type has to be application/json.');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Refusal(413, `The most there may be is ${mostBytes} bytes.`);
    chunks.push(chunk);
  }
  try {
    const entries = Object.entries(JSON.parse(Buffer.concat(chunks).toString()) ?? {});
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    throw new Refusal(400, 'The body has to be a JSON object.');
  }
}
