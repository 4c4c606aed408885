import type { ServerResponse } from 'node:http';
import type { PageEvents, Snapshot } from './views.ts';

const beatEveryMs = 10_000;
// A page that does not read gets all there is when it connects again.
const maxUnreadBytes = 16 * 1024 * 1024;

/** The open pages, each with a stream of server-sent events. */
export class Streams {
  readonly #tabs = new Map<ServerResponse, string>();
  #beating: ReturnType<typeof setInterval> | undefined = undefined;

  /** A page opens: it gets all there is, and from then on what is new. */
  open(res: ServerResponse, tab: string, snapshot: Snapshot): void {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    this.#tabs.set(res, tab);
    this.#beating ??= setInterval(() => this.tell('beat', {}), beatEveryMs);
    res.on('close', () => this.#close(res));
    write(res, 'snapshot', snapshot);
  }

  /** Tells the pages that `isFor` chooses by their tab. */
  tell<Name extends keyof PageEvents>(name: Name, data: PageEvents[Name], isFor = (_tab: string) => true): void {
    for (const [res, tab] of this.#tabs) {
      if (!isFor(tab)) continue;
      if (res.writableLength > maxUnreadBytes) res.destroy();
      else write(res, name, data);
    }
  }

  #close(res: ServerResponse): void {
    this.#tabs.delete(res);
    if (this.#tabs.size > 0) return;
    clearInterval(this.#beating);
    this.#beating = undefined;
  }
}

function write<Name extends keyof PageEvents>(res: ServerResponse, name: Name, data: PageEvents[Name]): void {
  res.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}
