import type { AvailabilityView, PageEvents } from '../simulate/views.ts';

// A tab is a visitor. Kept by the browser until the tab is closed, so that loading the page again changes nothing.
const tab = sessionStorage.getItem('tab') ?? crypto.randomUUID();
sessionStorage.setItem('tab', tab);

type Handlers = { [Name in keyof PageEvents]: (data: PageEvents[Name]) => void } & { lost(): void };

/** Follows what happens on the platform. Whenever the page connects, it gets all there is. */
export function followEvents(handlers: Handlers): void {
  let source: EventSource | undefined;
  const follow = () => {
    source?.close();
    source = undefined;
    // A browser has six connections to a server, for all tabs together; one that nobody sees needs none.
    if (document.hidden) return;
    source = connect(handlers);
  };
  document.addEventListener('visibilitychange', follow);
  follow();
}

function connect(handlers: Handlers): EventSource {
  const source = new EventSource(`/_/events?tab=${tab}`);
  const listen = <Name extends keyof PageEvents>(name: Name) => {
    source.addEventListener(name, (event) => handlers[name](JSON.parse(event.data)));
  };
  listen('snapshot');
  listen('conversation');
  listen('call');
  source.addEventListener('error', () => handlers.lost());
  return source;
}

/** Does something as the visitor. Rejects when the server does not let it, or is not there. */
export async function act(path: string, fields: Record<string, string>): Promise<void> {
  await post(path, fields);
}

/** Tests the webhook as GPTBots does. Rejects when the server is not there. */
export async function requestAvailabilityTest(): Promise<AvailabilityView> {
  return (await post('/_/check', {})).json();
}

async function post(path: string, fields: Record<string, string>): Promise<Response> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...fields, tab }),
  }).catch(() => {
    throw new Error('The simulator does not answer.');
  });
  if (!response.ok) throw new Error((await response.json()).message);
  return response;
}
