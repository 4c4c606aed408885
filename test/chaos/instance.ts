import { createServer } from 'node:http';
import { GptBotsHumanClient, isGptBotsHumanError } from 'gptbots-human';
import { createBridge } from 'gptbots-human/bridge';
import { createDesk, type FollowEvent, type Message, type Session, turnAway } from 'gptbots-human/desk';
import type { Call, Failure, InstanceSettings, Notice } from './support/messages.ts';
import { openStore } from './support/open-store.ts';
import { roomConnector, roomPath } from './support/room-connector.ts';

/** One instance of a company's desk: serves the webhook over HTTP, and does over IPC what its agents ask for. */

// Whoever starts this program passes these settings; see InstanceProcess.
const settings = JSON.parse(process.env.SETTINGS ?? '') as InstanceSettings;
const { platformUrl, secret, timeoutMs, waitTimeoutMs, follow, remind, turnsAwayWith, roomUrl } = settings;

// Whoever started it is gone, perhaps while the store is being opened.
process.on('disconnect', () => process.exit(1));

const { store, leave } = await openStore(settings.store);
const client = new GptBotsHumanClient({ apiKey: 'test', baseUrl: platformUrl, timeoutMs });
const ofSession = (hook: string) => (session: Session) =>
  tell({ hook, conversationId: session.conversationId, id: '' });
const desk = createDesk({
  client,
  secret,
  store,
  waitTimeoutMs,
  // On a busy machine, a webhook may take long.
  timeoutMs: 60_000,
  remind,
  accept: () => (turnsAwayWith === undefined ? true : turnAway(turnsAwayWith)),
  logger: {},
  onOpened: ofSession('onOpened'),
  onMessage: ({ conversationId, text }: Message) => tell({ hook: 'onMessage', conversationId, id: text }),
  onClosed: ofSession('onClosed'),
  onOverdue: ({ conversationId }, { waitingFor }) => tell({ hook: 'onOverdue', conversationId, id: waitingFor }),
  onUnanswered: ofSession('onUnanswered'),
  onError: (error) => tell({ problem: String(error) }),
});

if (follow) void desk.follow(follow, handle, { from: 'start' });

const room = roomUrl === undefined ? undefined : roomConnector(roomUrl);
const bridge = room && createBridge(desk, room.connector, { name: 'room', logger: {}, timeoutMs: 10_000 });
await bridge?.start();

const server = createServer((request, response) => {
  if (room && request.url === roomPath) void room.listener(request, response);
  else desk.webhook.node(request, response);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) tell({ listening: address.port });
});

process.on('message', async ({ call, method, args }: Call) => {
  try {
    // The test's types fit the methods; IPC does not know them.
    const ask = desk[method] as (...given: unknown[]) => Promise<unknown>;
    tell({ call, value: await ask(...args) });
  } catch (error) {
    tell({ call, error: failureOf(error) });
  }
});

process.once('SIGTERM', async () => {
  await bridge?.stop();
  await desk.shutdown();
  server.close();
  await leave();
  // What was told before is on its way by then.
  process.send?.({ problem: '' } satisfies Notice, () => process.exit(0));
});

// Done once it was written: whoever started this process hears of it then, also when this process is killed.
function handle(event: FollowEvent): Promise<void> {
  if (event.type === 'gap') throw new Error('no event is missing');
  const { cursor, conversationId } = event;
  const at = Number(process.hrtime.bigint()) / 1e6;
  return new Promise((resolve, reject) => {
    const handled: Notice = { handled: cursor, conversationId, at };
    process.send?.(handled, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });
}

function tell(notice: Notice): void {
  if (process.connected) process.send?.(notice);
}

function failureOf(error: unknown): Failure {
  if (isGptBotsHumanError(error)) return { kind: error.kind, delivery: error.delivery, message: error.message };
  return { kind: undefined, delivery: undefined, message: String(error) };
}
