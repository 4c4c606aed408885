import fc from 'fast-check';
import { GptBotsHumanClient, isGptBotsHumanError } from 'gptbots-human';
import { expect, it } from 'vitest';
import { anything, real, unreadable } from './anything.ts';

const input = { conversation_id: 'c', body: 'hello' };
const ok = async () => Response.json({ code: 0, results: [] });

/** Resolves, or rejects with an error of ours. */
async function expectOurs(call: () => unknown): Promise<void> {
  let error: unknown;
  try {
    await call();
    return;
  } catch (thrown) {
    error = thrown;
  }
  expect(isGptBotsHumanError(error), 'expected a GptBotsHumanError').toBe(true);
  // Somebody logs it.
  JSON.stringify(error);
}

/** Values by name, some of them anything. */
function options(names: string[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    anything(),
    fc.record(Object.fromEntries(names.map((name) => [name, anything()])), { requiredKeys: [] }),
  );
}

const perCall = ['timeoutMs', 'deadlineMs', 'retry', 'maxRetries', 'headers', 'signal', 'mayAttempt'];

it('a client made with anything is made, or throws a GptBotsHumanError', async () => {
  const given = options([...perCall, 'apiKey', 'region', 'baseUrl', 'ordered', 'fetch', 'logger', 'onAttempt']);
  await fc.assert(
    fc.asyncProperty(given, (value) => expectOurs(() => new GptBotsHumanClient(real(value) as never))),
    { numRuns: 2_000 },
  );
});

it('a call with anything resolves, or rejects with a GptBotsHumanError', async () => {
  const client = new GptBotsHumanClient({ apiKey: 'key', fetch: ok, maxRetries: 0, deadlineMs: 1_000 });
  const inputs = fc.oneof(options(['conversation_id', 'body', 'timestamp']), fc.constant(input));
  const calls = fc.constantFrom('sendReply', 'closeSession', 'checkWebhooks');
  await fc.assert(
    fc.asyncProperty(calls, inputs, options(perCall), (name, first, second) => {
      // checkWebhooks takes only options.
      const args = name === 'checkWebhooks' ? [real(second)] : [real(first), real(second)];
      return expectOurs(() => Reflect.apply(client[name], client, args));
    }),
    { numRuns: 2_000 },
  );
});

const places = ['fetch', 'logger', 'onAttempt', 'mayAttempt'] as const;
type Place = (typeof places)[number];

async function callsWith(place: Place, hook: () => unknown): Promise<void> {
  const log = place === 'logger' ? hook : () => {};
  const client = new GptBotsHumanClient({
    apiKey: 'key',
    maxRetries: 0,
    fetch: place === 'fetch' ? (hook as never) : ok,
    logger: { debug: log, info: log, warn: log, error: log },
    onAttempt: () => (place === 'onAttempt' ? hook() : undefined),
  });
  const mayAttempt = place === 'mayAttempt' ? { mayAttempt: hook as () => boolean } : {};
  await expectOurs(() => client.sendReply(input, { ...mayAttempt, deadlineMs: 1_000 }));
  // Whatever became of it: the next one has its turn.
  await expectOurs(() => client.sendReply(input, { deadlineMs: 1_000 }));
}

it.each(places.flatMap((place) => unreadable.map(([name, make]) => [place, name, make] as const)))(
  '%s may throw, reject with and return %s',
  async (place, _name, make) => {
    await callsWith(place, () => {
      throw make();
    });
    await callsWith(place, async () => {
      throw make();
    });
    await callsWith(place, make);
  },
);
