// One stream of events for all tabs of a browser, which has few connections to give: the tab that holds a lock has the
// stream, and tells the others what comes.
import type { DeskEvent } from 'gptbots-human/desk';
import { setServerNow } from './words.ts';

type Connection = 'Live' | 'Connecting again' | 'The server does not answer';
type News = { event: DeskEvent } | { beat: number } | { connection: Connection } | { isGone: true };

interface Followed {
  /** Loads all there is; resolves to the cursor. */
  load(): Promise<string>;
  take(event: DeskEvent): void;
  /** How it stands, and when the server was last heard. */
  tell(connection: Connection, heardAt: number): void;
}

// Beats come every ten seconds. Two that are missed are a dead connection.
const silenceMs = 25_000;
const channel = new BroadcastChannel('desk');

/** Loads, then follows what happens, whatever happens to the connection. */
export function follow({ load, take, tell }: Followed): void {
  let source: EventSource | undefined;
  let isLeader = false;
  // How often everything was to be loaded, and for which of these times it was.
  let wanted = 0;
  let loaded = 0;
  let heardAt = 0;
  const early: DeskEvent[] = [];

  async function reload(): Promise<void> {
    const mine = ++wanted;
    const cursor = await load().catch(() => undefined);
    if (mine !== wanted) return;
    if (cursor === undefined) {
      tell('The server does not answer', heardAt);
      setTimeout(() => mine === wanted && reload(), 2_000);
      return;
    }
    loaded = mine;
    for (const event of early.splice(0)) take(event);
    heardAt = Date.now();
    tell('Live', heardAt);
    if (isLeader) connect(cursor);
  }

  function connect(cursor: string): void {
    source?.close();
    source = new EventSource(`/api/events?after=${encodeURIComponent(cursor)}`);
    source.addEventListener('open', () => pass({ connection: 'Live' }));
    source.addEventListener('message', ({ data }) => pass({ event: JSON.parse(data) }));
    source.addEventListener('beat', ({ data }) => pass({ beat: Number(data) }));
    source.addEventListener('reload', () => pass({ isGone: true }));
    source.addEventListener('error', () => {
      pass({ connection: 'Connecting again' });
      // The browser connects again by itself, and says which event it had last. Not after a refusal.
      if (source?.readyState === EventSource.CLOSED) setTimeout(reload, 1_000);
    });
  }

  function pass(news: News): void {
    channel.postMessage(news);
    hear(news);
  }

  function hear(news: News): void {
    if ('isGone' in news) {
      void reload();
      return;
    }
    const connection = 'connection' in news ? news.connection : 'Live';
    if (connection === 'Live') heardAt = Date.now();
    if ('beat' in news) setServerNow(news.beat);
    if ('event' in news && loaded === wanted) take(news.event);
    else if ('event' in news) early.push(news.event);
    if (loaded === wanted) tell(connection, heardAt);
  }

  // Holds the lock until the tab is closed, or until another one takes it from a tab that has fallen silent.
  function lead(options: LockOptions = {}): void {
    const holding = navigator.locks.request('desk', options, () => {
      isLeader = true;
      // What the one before it had told, nobody knows.
      channel.postMessage({ isGone: true });
      if (loaded === wanted) void reload();
      return new Promise(() => {});
    });
    holding.catch(() => {
      isLeader = false;
      source?.close();
      lead();
    });
  }

  function watch(): void {
    if (loaded !== wanted || Date.now() - heardAt < silenceMs) return;
    tell('Connecting again', heardAt);
    source?.close();
    if (isLeader) void reload();
    else if (!document.hidden) lead({ steal: true });
  }

  channel.addEventListener('message', ({ data }) => hear(data));
  void reload();
  lead();
  setInterval(watch, 5_000);
}
