import type { DeskEvent, DeskStore } from 'gptbots-human/desk';
import { onTestFinished } from 'vitest';

/** Follows a store in the background, until the test is over. */
export function following(store: DeskStore, after: string) {
  const controller = new AbortController();
  const events: DeskEvent[] = [];
  const ended = (async () => {
    for await (const event of store.events(after, controller.signal)) events.push(event);
  })();
  // A test that expects it to fail looks at it itself.
  const settled = ended.catch(() => {});
  onTestFinished(async () => {
    controller.abort();
    await settled;
  });
  /** What the user wrote, as far as it was heard of. */
  const texts = () => events.flatMap((event) => (event.type === 'message' ? event.message.text : []));
  return { ended, events, texts };
}
