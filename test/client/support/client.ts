import { type ClientOptions, GptBotsHumanClient, type GptBotsHumanError, isGptBotsHumanError } from 'gptbots-human';
import { onTestFinished } from 'vitest';
import { type ApiServer, startApiServer } from '../../helpers/api-server.ts';

export const apiKey = 'app-SecretKey0123456789';
export const reply = { conversation_id: 'conv-1', body: 'Hello, this is Ann.' };

/** A client and the server it talks to, for one test. */
export async function connected(
  options: ClientOptions = {},
): Promise<{ client: GptBotsHumanClient; server: ApiServer }> {
  const server = await startServer();
  return { client: new GptBotsHumanClient({ apiKey, baseUrl: server.url, ...options }), server };
}

/** A server that is closed when the test ends. */
export async function startServer(): Promise<ApiServer> {
  const server = await startApiServer();
  onTestFinished(() => server.close());
  return server;
}

/** A client whose `fetch` is the given one. */
export function withFetch(fetch: typeof globalThis.fetch, options: ClientOptions = {}): GptBotsHumanClient {
  return new GptBotsHumanClient({ apiKey, fetch, baseUrl: 'https://api.test', ...options });
}

/** A client whose `fetch` fails as given at each call, and how often it was called. */
export function failingWith(
  error: unknown,
  options: ClientOptions = {},
): { client: GptBotsHumanClient; calls(): number } {
  let calls = 0;
  const client = withFetch(async () => {
    calls++;
    throw error;
  }, options);
  return { client, calls: () => calls };
}

/** What a call rejects with; fails the test when it resolves, or rejects with anything but a GptBotsHumanError. */
export async function failureOf(call: Promise<unknown>): Promise<GptBotsHumanError> {
  const outcome = await call.then(
    (answer) => ({ resolved: answer }),
    (error: unknown) => ({ error }),
  );
  if ('resolved' in outcome) {
    throw new Error(`the client should have rejected, but resolved with ${JSON.stringify(outcome.resolved)}`);
  }
  if (isGptBotsHumanError(outcome.error)) return outcome.error;
  throw new Error('the client should have rejected with a GptBotsHumanError', { cause: outcome.error });
}

/** What a function throws; fails the test when it does not, or throws anything but a GptBotsHumanError. */
export function thrownBy(action: () => unknown): GptBotsHumanError {
  try {
    action();
  } catch (error) {
    if (isGptBotsHumanError(error)) return error;
    throw new Error('a GptBotsHumanError should have been thrown', { cause: error });
  }
  throw new Error('a GptBotsHumanError should have been thrown, but nothing was');
}
