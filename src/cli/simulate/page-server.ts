import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpListener, nodeApiListener } from '../../testing/listen.ts';
import type { Platform } from '../../testing/platform.ts';
import type { CallRecord, Visitor } from '../../testing/types.ts';
import type { PageFile } from '../page/page-files.ts';
import type { Secrets } from '../printable.ts';
import { answer, isForKnownHost, isFromElsewhere, PageRefusal, readTexts, type Texts } from './page-requests.ts';
import {
  type AvailabilityView,
  availabilityView,
  callView,
  conversationView,
  type PageEvents,
  type Snapshot,
} from './views.ts';
import { Visitors, visitorOptions } from './visitors.ts';

// Resolves to the answer; true: done, with nothing to say; false: not possible now.
type Action = (tab: string, texts: Texts) => boolean | Promise<object>;

/** What the server needs to know. */
export interface PageServerOptions {
  /** The files of the page, by their path. */
  files: ReadonlyMap<string, PageFile>;
  /** Where the webhooks go, for people to read. */
  webhook: string;
  /** What no page shows. */
  secrets: Secrets;
  /** By which names it may be called, besides those of this machine. */
  allowedHosts: readonly string[];
}

/** Serves the visitor's page at `/`, what it asks for under `/_/`, and the platform's API. */
export function pageServer(platform: Platform, options: PageServerOptions): HttpListener {
  const { files, webhook, secrets, allowedHosts } = options;
  const answerAsApi = nodeApiListener(platform);
  const streams = new Streams();
  const viewOf = (visitor: Visitor) => conversationView(visitor, platform.calls, secrets);
  const tellConversation = (visitor: Visitor) =>
    streams.tell('conversation', viewOf(visitor), (tab) => visitors.ofTab(tab) === visitor);
  const visitors = new Visitors(platform, tellConversation);
  platform.subscribe((event) => {
    if (event.type === 'call') streams.tell('call', callView(event.call, secrets), () => true);
    else tellConversation(event.visitor);
  });

  const actions = new Map<string, Action>([
    ['/_/start', (tab, texts) => visitors.start(tab, visitorOptions(texts))],
    ['/_/say', (tab, { text }) => visitors.say(tab, required(text))],
    ['/_/leave', (tab) => visitors.leave(tab)],
    ['/_/check', () => testAvailability(platform, secrets)],
  ]);

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const [path = '', query] = (req.url ?? '').split('?', 2);
    if (!isForKnownHost(req, allowedHosts)) {
      throw new PageRefusal(
        403,
        'This simulator is not known by that name; simulate takes it with --allow-host <name>.',
      );
    }
    const isApi = !isForPage(req.method, path);
    const file = isApi ? undefined : files.get(path);
    // A link on another website may lead to the page, no further.
    if (!file && isFromElsewhere(req)) throw new PageRefusal(403, 'Another website may not ask for this.');
    if (isApi) return answerAsApi(req, res);
    const action = actions.get(path);
    if (req.method !== (action ? 'POST' : 'GET')) throw new PageRefusal(405, `This takes ${action ? 'POST' : 'GET'}.`);
    if (file) answer(res, 200, file.type, file.text);
    else if (action) await act(req, res, action);
    else if (path === '/_/events') openStream(res, tabOf(new URLSearchParams(query).get('tab')));
    else throw new PageRefusal(404, 'There is nothing here.');
  }

  async function act(req: IncomingMessage, res: ServerResponse, action: Action): Promise<void> {
    const texts = await readTexts(req);
    const done = await action(tabOf(texts.tab), texts);
    if (done === false) throw new PageRefusal(409, 'The conversation does not allow this now.');
    if (done === true) answer(res, 202, 'application/json', '{}');
    else answer(res, 200, 'application/json', JSON.stringify(done));
  }

  function openStream(res: ServerResponse, tab: string): void {
    const visitor = visitors.ofTab(tab);
    const calls = platform.calls.map((call) => callView(call, secrets));
    streams.open(res, tab, { webhook, conversation: visitor && viewOf(visitor), calls });
  }

  return (req, res) => {
    serve(req, res).catch((error: unknown) => {
      if (res.headersSent) return res.destroy();
      const { status, message } = error instanceof PageRefusal ? error : { status: 500, message: String(error) };
      // In the form of the API, whose clients may be refused too.
      answer(res, status, 'application/json', JSON.stringify({ code: status, message }));
    });
  };
}

// The open pages, each with a stream of server-sent events.
class Streams {
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

// As GPTBots does when its user asks for it.
async function testAvailability(platform: Platform, secrets: Secrets): Promise<AvailabilityView> {
  const calls: CallRecord[] = [];
  const unsubscribe = platform.subscribe((event) => {
    if (event.type === 'call' && event.call.test && event.call.durationMs !== undefined) calls.push(event.call);
  });
  try {
    const { results } = await platform.checkWebhooks();
    return availabilityView(results, calls, secrets);
  } finally {
    unsubscribe();
  }
}

// What a browser asks for unasked, such as an icon, is no call of the API and does not belong into its list.
function isForPage(method: string | undefined, path: string): boolean {
  return path.startsWith('/_/') || (method === 'GET' && !path.startsWith('/v1/'));
}

function tabOf(value: string | null | undefined): string {
  if (value && /^[\w-]{8,64}$/.test(value)) return value;
  throw new PageRefusal(400, 'The tab is missing.');
}

function required(text: string | undefined): string {
  if (text) return text;
  throw new PageRefusal(400, 'The text is missing.');
}
