import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk, type Desk, type DeskStore, memoryStore } from 'gptbots-human/desk';
import { apiKey, secret } from '../fixtures.ts';

/** How many calls a desk has under way. */
export const concurrency = 64;

/** A desk of a program, and how to let go of it. */
export interface OpenDesk {
  desk: Desk;
  close(): Promise<void>;
}

interface DeskSetup {
  /** Of Redis; 0 means memory. */
  port?: number;
  eventsMax?: number;
  greeting?: string;
}

/** Opens a desk where the bench has said. GPTBots takes all it sends, at once, in this process. */
export async function openDesk({
  port = Number(process.env.BENCH_REDIS_PORT ?? 0),
  eventsMax,
  greeting,
}: DeskSetup = {}): Promise<OpenDesk> {
  const { store, disconnect } = await openStore(port, eventsMax);
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
  return { desk, close };
}

const answer = JSON.stringify({ code: 0, message: 'OK' });
const headers = { 'content-type': 'application/json', 'content-length': String(answer.length) };

async function openStore(
  port: number,
  eventsMax: number | undefined,
): Promise<{ store: DeskStore; disconnect(): Promise<unknown> }> {
  if (!port) return { store: memoryStore({ eventsMax }), disconnect: async () => {} };
  // Not loaded where memory is measured.
  const [{ createClient }, { redisStore }] = await Promise.all([import('redis'), import('gptbots-human/redis')]);
  const client = createClient({ url: `redis://127.0.0.1:${port}` });
  await client.connect();
  return { store: redisStore(client, { eventsMax }), disconnect: () => client.close() };
}
