import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpListener, nodeApiListener } from '../../testing/listen.ts';
import type { Platform } from '../../testing/platform.ts';
import type { PageFile } from '../page/page-files.ts';
import type { Secrets } from '../printable.ts';
import { testAvailability } from './availability.ts';
import { callView } from './call-view.ts';
import { conversationView } from './conversation-view.ts';
import { PageFault } from './page-fault.ts';
import { answer, isForKnownHost, isFromElsewhere, PageRefusal, readTexts, type Texts } from './page-requests.ts';
import { sendAgain } from './send-again.ts';
import { Streams } from './streams.ts';
import { type TabVisitor, Visitors, visitorOptions } from './visitors.ts';

// Resolves to the answer; true or nothing: done, with nothing to say; false: not possible now.
type Action = (tab: string, texts: Texts) => boolean | undefined | Promise<object>;

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
  // Of the calls up to this one, no page wants to know any more.
  let clearedUpTo = 0;
  const fault = new PageFault(platform, (view) => streams.tell('fault', view));
  const viewOf = (one: TabVisitor) => conversationView(one, () => platform.calls, secrets);
  const tellConversation = (one: TabVisitor | undefined) => {
    if (one) streams.tell('conversation', viewOf(one), (tab) => visitors.ofTab(tab) === one);
  };
  const visitors = new Visitors(platform, tellConversation);
  platform.subscribe((event) => {
    if (event.type !== 'call') tellConversation(visitors.of(event.visitor));
    else if (event.call.id > clearedUpTo) streams.tell('call', callView(event.call, secrets));
  });

  const actions = new Map<string, Action>([
    ['/_/start', (tab, texts) => visitors.start(tab, visitorOptions(texts))],
    ['/_/say', (tab, { text }) => visitors.say(tab, required(text))],
    ['/_/leave', (tab) => visitors.leave(tab)],
    ['/_/check', () => testAvailability(platform, secrets)],
    ['/_/again', (_tab, texts) => sendAgain(platform, texts)],
    ['/_/fault', (_tab, { fault: name = '', when = 'once' }) => void fault.choose(name, when)],
    ['/_/clear', () => void clear()],
  ]);

  function clear(): void {
    clearedUpTo = platform.calls.at(-1)?.id ?? clearedUpTo;
    streams.tell('cleared', { upTo: clearedUpTo });
  }

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
    if (typeof done === 'object') answer(res, 200, 'application/json', JSON.stringify(done));
    else answer(res, 202, 'application/json', '{}');
  }

  function openStream(res: ServerResponse, tab: string): void {
    const one = visitors.ofTab(tab);
    const calls = platform.calls.filter(({ id }) => id > clearedUpTo).map((call) => callView(call, secrets));
    streams.open(res, tab, { webhook, conversation: one && viewOf(one), calls, fault: fault.view });
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
