import type { Desk, DeskEvent, Message } from 'gptbots-human/desk';
import { onTestFinished, vi } from 'vitest';

/** The transcript in the order of storing: who, what, and what became of it. */
export async function said({ desk }: { desk: Desk }, conversationId: string): Promise<string[]> {
  return (await desk.transcript(conversationId)).map(asLine);
}

/** The transcript in the order to show. */
export async function shown({ desk }: { desk: Desk }, conversationId: string): Promise<string[]> {
  const messages = await desk.transcript(conversationId);
  return messages.sort((a, b) => a.order - b.order || a.seq - b.seq).map(({ text }) => text);
}

function asLine({ from, text, status }: Message): string {
  return `${from} ${status}: ${text}`;
}

/** All events from now on; the list grows. */
export async function eventsOf({ desk }: { desk: Desk }): Promise<DeskEvent[]> {
  const { cursor } = await desk.sessions({ limit: 1 });
  const events: DeskEvent[] = [];
  const controller = new AbortController();
  const following = (async () => {
    for await (const event of desk.events({ after: cursor, signal: controller.signal })) events.push(event);
  })();
  onTestFinished(async () => {
    controller.abort();
    await following;
  });
  return events;
}

/** Waits until `check` throws no more. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 60_000, interval: 5 });
}
