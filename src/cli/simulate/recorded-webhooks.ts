import { readFile } from 'node:fs/promises';
import { isObject, parseObject } from '../../internal/json-object.ts';
import { routes } from '../../testing/routes.ts';
import type { Recorded } from '../../testing/webhooks.ts';
import { UsageError } from '../failure.ts';

/**
 * Reads the webhooks of a recording, in the order in which they were sent: of a file of --record, or one that the page
 * downloaded.
 *
 * @throws {UsageError} when it cannot be read, or has none
 */
export async function recordedWebhooks(path: string): Promise<Recorded[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--replay cannot read ${path} (${error.code}).`);
  });
  const calls = callsOf(text, path).map((call, at) => ({ call, order: typeof call.id === 'number' ? call.id : at }));
  // A call is written when it has ended, and another may have begun later and ended earlier.
  const webhooks = calls.sort((one, other) => one.order - other.order).flatMap(({ call }) => webhookOf(call) ?? []);
  if (webhooks.length > 0) return webhooks;
  throw new UsageError(`${path} has no webhook to replay; --record writes such a file.`);
}

function callsOf(text: string, path: string): Record<string, unknown>[] {
  if (text.trimStart().startsWith('[')) return listOf(text, path);
  return text.split('\n').flatMap((line, at) => {
    if (!line.trim()) return [];
    const call = parseObject(line);
    if (call) return [call];
    throw new UsageError(`${path}: line ${at + 1} is not a JSON object; --record writes one a line.`);
  });
}

function listOf(text: string, path: string): Record<string, unknown>[] {
  try {
    const list: unknown[] = JSON.parse(text);
    return list.filter(isObject);
  } catch {
    throw new UsageError(`${path} is neither JSON nor a file of --record.`);
  }
}

function webhookOf({ kind, name, test, request }: Record<string, unknown>): Recorded | undefined {
  const route = routes.find((one) => one === name);
  if (kind !== 'webhook' || !route || !isObject(request) || typeof request.body !== 'string') return undefined;
  return { name: route, body: request.body, test: test === true, repeatOf: undefined };
}
