import type { PageEvents } from '../simulate/views.ts';
import { tab } from './tab.ts';

// The server sends a beat every ten seconds: two of them are missing.
const maxSilenceMs = 25_000;
const againAfterMs = 1_000;

type Handlers = { [Name in keyof PageEvents]?: (data: PageEvents[Name]) => void } & { lost(): void };

/** Follows what happens on the platform. Whenever the page connects, it gets all there is. */
export function followEvents(handlers: Handlers): void {
  let end = () => {};
  const follow = () => {
    end();
    // A browser has six connections to a server, for all tabs together; one that nobody sees needs none.
    end = document.hidden ? () => {} : connect(handlers, follow);
  };
  document.addEventListener('visibilitychange', follow);
  addEventListener('online', follow);
  follow();
}

// Connects again by itself when the server says that it is gone, and when nothing is heard of it: then no event tells.
function connect(handlers: Handlers, again: () => void): () => void {
  const source = new EventSource(`/_/events?tab=${tab}`);
  let silence: ReturnType<typeof setTimeout> | undefined;
  const lostAfter = (ms: number) => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      handlers.lost();
      again();
    }, ms);
  };
  for (const name of eventNames) {
    source.addEventListener(name, ({ data }) => {
      lostAfter(maxSilenceMs);
      // The server writes no other data under this name.
      (handlers[name] as ((data: unknown) => void) | undefined)?.(JSON.parse(data));
    });
  }
  source.addEventListener('error', () => {
    handlers.lost();
    // After some answers, such as that of a proxy, a browser does not try again by itself.
    if (source.readyState === EventSource.CLOSED) lostAfter(againAfterMs);
  });
  lostAfter(maxSilenceMs);
  return () => {
    clearTimeout(silence);
    source.close();
  };
}

const eventNames: (keyof PageEvents)[] = ['snapshot', 'conversation', 'call', 'cleared', 'fault', 'beat'];
