// The app that every runtime runs: the webhook, and a client that the tests send their orders to.
import {
  type CallOptions,
  type ClientOptions,
  createHumanWebhook,
  EstablishRequestSchema,
  GptBotsHumanClient,
  GptBotsHumanError,
  isGptBotsHumanError,
} from 'gptbots-human';
import { createDesk, memoryStore } from 'gptbots-human/desk';
import { createPlatform, manualClock } from 'gptbots-human/testing';

/** One call of the client, as the tests order it. */
export interface Order {
  client: ClientOptions;
  input: { conversation_id: string; body: string };
  options?: CallOptions;
  /** Aborts the call after so many milliseconds. */
  abortAfterMs?: number;
}

const log: string[] = [];

export const webhook = createHumanWebhook({
  secret: 'correct-horse',
  basePath: '/gptbots',
  timeoutMs: 300,
  maxBodyBytes: 2_000,
  logger: {},
  verify: ({ url }) => {
    const query = url.split('?')[1] ?? '';
    log.push(`arrived ${query}`);
    return !query.startsWith('refuse-');
  },
  establish: async (request) => {
    log.push(`establish ${request.conversation_id}`);
  },
  chat: async ({ conversation_id, body }, ctx) => {
    log.push(`chat ${conversation_id} starts`);
    const [what, url = ''] = body.split(' ');
    if (what === 'overrun') {
      await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve));
      log.push(`chat ${conversation_id} aborted`);
    }
    // The other side of the address decides how long this takes.
    if (what === 'ask') await fetch(url, { method: 'POST', body: conversation_id });
    if (what === 'later') ctx.waitUntil(() => fetch(url, { method: 'POST', body: `after ${conversation_id}` }));
    log.push(`chat ${conversation_id} ends`);
  },
  close: async (request) => {
    log.push(`close ${request.conversation_id} ${request.type}`);
  },
});

// One for all requests, as an application has it.
const clients = new Map<string, GptBotsHumanClient>();

/** Answers the webhook's requests and the tests' orders. */
export async function serve(request: Request, context?: unknown): Promise<Response> {
  switch (new URL(request.url).pathname) {
    case '/log':
      return Response.json(log);
    case '/parse':
      return Response.json(EstablishRequestSchema.parse(await request.json()));
    case '/send':
      return Response.json(await send(await request.json()));
    case '/handoff':
      return Response.json(await handoff());
    case '/desk':
      return Response.json(await deskHandoff());
    case '/listen':
      return Response.json(await listen());
    default:
      return webhook.fetch(request, context);
  }
}

/** A whole handoff inside this runtime, without a port. */
async function handoff(): Promise<unknown> {
  const clock = manualClock();
  const platform = createPlatform({ secret: 'correct-horse', clock });
  platform.connect(webhook, 'http://localhost/gptbots');
  const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch });
  const visitor = await platform.visitor();
  const conversation_id = visitor.conversationId;
  const { delivered } = await visitor.say('hello');
  await client.sendReply({ conversation_id, body: 'Hi' });
  platform.faults.api('reset-after-accept', 'half-body');
  const deliveries: unknown[] = [];
  for (const body of ['one', 'two']) {
    await client.sendReply({ conversation_id, body }).catch((error) => deliveries.push(error.delivery));
  }
  await clock.advance(600_000);
  await platform.settled();
  await platform.close();
  const { status, endReason, replies } = visitor;
  return { delivered, deliveries, status, endReason, replies: replies.map(({ body }) => body) };
}

/** A whole handoff with a desk, on this runtime's own clock. */
async function deskHandoff(): Promise<unknown> {
  const platform = createPlatform({ secret: 'correct-horse' });
  const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch });
  const store = memoryStore();
  const desk = createDesk({ client, secret: 'correct-horse', store, greeting: 'One minute.', logger: {} });
  platform.connect(desk.webhook);
  const visitor = await platform.visitor({ user: { user_id: 'u1' } });
  const { conversationId } = visitor;
  const { cursor } = await desk.sessions();
  const types: string[] = [];
  const following = (async () => {
    for await (const { type } of desk.events({ after: cursor })) types.push(type);
  })();
  await visitor.nextReply();
  await visitor.say('hello');
  await desk.claim(conversationId, { id: 'ann' });
  const sent = await Promise.all(['one', 'two'].map((text) => desk.reply(conversationId, text)));
  const { closeReason } = await desk.close(conversationId, { farewell: 'Bye' });
  const late = await desk.reply(conversationId, 'late').catch((error) => error.kind);
  const transcript = await desk.transcript(conversationId);
  await desk.shutdown();
  await following;
  await platform.close();
  return {
    statuses: sent.map(({ status }) => status),
    ...{ closeReason, late, lines: transcript.map(({ from, text }) => `${from}: ${text}`) },
    ...{ replies: visitor.replies.map(({ body }) => body), heard: types.includes('closed') },
  };
}

/** The API over HTTP, asked from inside. */
async function listen(): Promise<unknown> {
  const platform = createPlatform();
  const { url } = await platform.listen();
  const { status } = await fetch(`${url}/v1/human/close`, { method: 'POST' });
  await platform.close();
  const after = await fetch(url).then(
    () => 'still there',
    () => 'gone',
  );
  return { status, after };
}

async function send({ client: clientOptions, input, options, abortAfterMs }: Order): Promise<unknown> {
  log.push(`ordered ${input.body}`);
  const controller = new AbortController();
  if (abortAfterMs !== undefined) setTimeout(() => controller.abort(), abortAfterMs);
  try {
    const key = JSON.stringify(clientOptions);
    const client = clients.get(key) ?? new GptBotsHumanClient(clientOptions);
    clients.set(key, client);
    return { answer: await client.sendReply(input, { ...options, signal: controller.signal }) };
  } catch (error) {
    if (!isGptBotsHumanError(error)) return { foreign: String(error) };
    const { kind, delivery, status, attempts, cause, message } = error;
    const recognised = error instanceof GptBotsHumanError;
    return { error: { kind, delivery, status, attempts: attempts.length, cause, message, recognised } };
  }
}
