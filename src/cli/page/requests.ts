import type { AvailabilityView, FaultView, RepeatView } from '../simulate/views.ts';
import { tab } from './tab.ts';

// Longer than GPTBots waits for a webhook; without a limit, a server that hangs would hold the page's line up for ever.
const timeoutMs = 30_000;
let line: Promise<unknown> = Promise.resolve();

/** Does something as the visitor, one thing after another. Rejects when the server is not there, or does not let it. */
export function act(path: '/_/start' | '/_/say' | '/_/leave', fields: Record<string, string>): Promise<void> {
  const done = line.then(() => post(path, fields));
  line = done.catch(() => {});
  return done.then(() => {});
}

/** Tests the webhook as GPTBots does. */
export async function requestAvailabilityTest(): Promise<AvailabilityView> {
  return (await post('/_/check', {})).json();
}

/** Sends a call again, perhaps with another body, with a new timestamp or the same. Resolves once it was answered. */
export async function requestRepeat(id: number, timestamp: 'new' | 'same', body?: string): Promise<RepeatView> {
  return (await post('/_/again', { id: String(id), timestamp, ...(body !== undefined && { body }) })).json();
}

/** Chooses what goes wrong. */
export async function requestFault({ fault, when }: FaultView): Promise<void> {
  await post('/_/fault', { fault, when: String(when) });
}

/** Empties the list of calls, on every page. */
export async function requestClear(): Promise<void> {
  await post('/_/clear', {});
}

/** The server does not let it now: its conversation has moved on, and the page hears of that by itself. */
export class NotNow extends Error {}

async function post(path: string, fields: Record<string, string>): Promise<Response> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...fields, tab }),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => {
    throw new Error('The simulator does not answer.');
  });
  if (response.ok) return response;
  const { message } = await response.json();
  throw response.status === 409 ? new NotNow(message) : new Error(message);
}
