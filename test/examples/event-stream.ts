import type { DeskEvent } from 'gptbots-human/desk';
import { onTestFinished } from 'vitest';

/** Server-sent events, as a browser reads them. */
export interface EventStream {
  /** What came up to the first event of which this holds. */
  until(isLast: (event: DeskEvent) => boolean): Promise<DeskEvent[]>;
  /** Resolves once the server has ended the stream. */
  ended: Promise<void>;
}

/** Opens a stream of the example, until the test is over. */
export async function readEvents(url: string): Promise<EventStream> {
  const gone = new AbortController();
  onTestFinished(() => gone.abort());
  const { body } = await fetch(url, { signal: gone.signal });
  if (!body) throw new Error('expected a stream of events');
  const events: DeskEvent[] = [];
  let look = () => {};
  const ended = (async () => {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop() ?? '';
      // The example writes two lines for each: the id, and the event as JSON.
      for (const block of blocks) events.push(JSON.parse(block.split('\ndata: ')[1] ?? ''));
      look();
    }
  })();
  // The test is over: nobody waits any more.
  ended.catch(() => {});
  return {
    ended,
    until: (isLast) =>
      new Promise((resolve, reject) => {
        look = () => {
          const last = events.findIndex(isLast);
          if (last >= 0) resolve(events.slice(0, last + 1));
        };
        look();
        const over = () => reject(new Error(`the stream ended after ${events.map(({ type }) => type).join(', ')}`));
        ended.then(over, reject);
      }),
  };
}
