import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk, type Desk, type DeskStore } from 'gptbots-human/desk';
import { apiKey, moment, secret, userText } from '../../fixtures.ts';
import { openStore, type StoreSetup } from './open-store.ts';

/** How many calls a desk has under way. */
export const concurrency = 64;

/** A desk of a program, and how to let go of it. */
export interface OpenDesk {
  desk: Desk;
  store: DeskStore;
  close(): Promise<void>;
}

interface DeskSetup extends StoreSetup {
  greeting?: string;
}

/** Opens a desk where the bench has said. GPTBots takes all it sends, at once, in this process. */
export async function openDesk({ greeting, ...setup }: DeskSetup = {}): Promise<OpenDesk> {
  const { store, disconnect } = await openStore(setup);
  const desk = createDesk({
    client: new GptBotsHumanClient({ apiKey, fetch: async () => new Response(answer, { headers }) }),
    secret,
    store,
    greeting,
    // Nobody is given up on while the bench runs.
    waitTimeoutMs: 86_400_000,
    onError: (error) => {
      console.error(error);
      process.exitCode = 1;
    },
  });
  const close = async () => {
    await desk.shutdown();
    await disconnect();
  };
  return { desk, store, close };
}

const answer = JSON.stringify({ code: 0, message: 'OK' });
const headers = { 'content-type': 'application/json', 'content-length': String(answer.length) };

const webhookHeaders = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };

/** The id of the n-th conversation, as GPTBots writes them. */
export function idOf(n: number): string {
  return `67d8db020fa3${n.toString(16).padStart(12, '0')}`;
}

/** Users ask for a human, each in a conversation of their own. */
export function establishAll(desk: Desk, count: number, id = idOf): Promise<void> {
  return atOnce(concurrency, count, (n) => sendEstablish(desk, id(n), n));
}

/** A user asks for a human, with the two messages of GPTBots' documentation. */
export function sendEstablish(desk: Desk, conversation_id: string, n: number): Promise<void> {
  const email = `user${n}@example.com`;
  return send(desk, '/conversation/establish', {
    conversation_id,
    timestamp: moment(n),
    bot_id: '665d88b03ce2b13cf2d573454',
    email,
    body: [
      { message_type: 'QUESTION', text: 'human service' },
      { message_type: 'ANSWER', text: '' },
    ],
    user_info: { phone: null, email, user_id: `user-${n}`, anonymous_id: `652face5184b30540a${n}` },
  });
}

/** A user writes. Each `n` is another message, and later than a lower one. */
export function sendChat(desk: Desk, conversation_id: string, n: number, body: string = userText): Promise<void> {
  return send(desk, '/chat', { conversation_id, timestamp: moment(n), body });
}

/** Calls from 0 to `count`, so many at a time. */
export async function atOnce(most: number, count: number, call: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: most }, work));
}

async function send(desk: Desk, url: string, request: object): Promise<void> {
  const { status, body } = await desk.webhook.handle({
    method: 'POST',
    url,
    headers: webhookHeaders,
    body: JSON.stringify(request),
  });
  if (status !== 200) throw new Error(`expected a 200, got ${status} ${body}`);
}
