import type { ServerResponse } from 'node:http';
import type { CallView, ConversationView, Snapshot } from './views.ts';

/** What a page is told, by name. */
export interface PageEvents {
  snapshot: Snapshot;
  conversation: ConversationView;
  call: CallView;
}

/** The open pages, each with a stream of server-sent events. */
export class Streams {
  readonly #tabs = new Map<ServerResponse, string>();

  /** A page opens: it gets all there is, and from then on what is new. */
  open(res: ServerResponse, tab: string, snapshot: Snapshot): void {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    this.#tabs.set(res, tab);
    res.on('close', () => this.#tabs.delete(res));
    write(res, 'snapshot', snapshot);
  }

  /** Tells the pages that `isFor` chooses by their tab. */
  tell<Name extends keyof PageEvents>(name: Name, data: PageEvents[Name], isFor: (tab: string) => boolean): void {
    for (const [res, tab] of this.#tabs) if (isFor(tab)) write(res, name, data);
  }
}

function write<Name extends keyof PageEvents>(res: ServerResponse, name: Name, data: PageEvents[Name]): void {
  res.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}
