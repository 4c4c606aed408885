import { GptBotsHumanClient } from 'gptbots-human';
import { createBridge } from 'gptbots-human/bridge';
import { chatwootConnector } from 'gptbots-human/chatwoot';
import { createDesk } from 'gptbots-human/desk';
import { createPlatform } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { until } from '../../helpers/eventually.ts';
import { listening } from './support/listening.ts';
import { accountId, ChatwootStandIn, inboxId, token } from './support/stand-in.ts';

const ann = { id: 11, name: 'Ann', type: 'user' } as const;
const secret = 'the-secret-of-the-inbox';
const conversations = 30;
const rounds = 4;

/** The same sequence for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

it('loses nothing, doubles nothing at the customer and keeps the order, while both sides fail', async () => {
  const random = randomOf(7);
  const platform = createPlatform({ seed: 7 });
  const chatwoot = await ChatwootStandIn.start({ maxMessagesPerMinute: 10_000 });
  const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch, maxRetries: 0, timeoutMs: 5_000 });
  const quiet = { logger: {}, onError: () => {} };
  const desk = createDesk({ client, secret: false, ...quiet });
  platform.connect(desk.webhook);
  const connector = chatwootConnector({
    ...{ baseUrl: chatwoot.url, accountId, inboxId, apiAccessToken: token, webhookSecret: secret, logger: {} },
  });
  const server = await listening(connector.webhook.node);
  chatwoot.target = { url: server.url, secret };
  const bridge = createBridge(desk, connector, { name: 'chatwoot', ...quiet });
  await bridge.start();

  chatwoot.fault = () => {
    const luck = random();
    if (luck < 0.04) return [500, { error: 'Internal server error' }];
    if (luck < 0.06) return [429, {}, { 'retry-after': '1' }];
    return luck < 0.09 ? 'lost' : undefined;
  };
  platform.faults.api({ fault: 'refuse', probability: 0.05 }, { fault: '500-after-accept', probability: 0.05 });
  platform.faults.webhook({ fault: 'duplicate', probability: 0.1 });

  const converse = async (number: number) => {
    const visitor = await platform.visitor();
    const { conversationId } = visitor;
    const ref = String(await until(async () => (await desk.session(conversationId))?.ref));
    const said: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const text = `visitor ${number}.${round}`;
      expect((await visitor.say(text)).delivered).toBe(true);
      said.push(text);
      const { id } = chatwoot.write(ref, `agent ${number}.${round}`, ann);
      // An agent sees what became of one before they write the next.
      await until(() => stateOf(ref, id) !== 'sent');
      if (stateOf(ref, id) !== 'failed') continue;
      chatwoot.retry(ref, id);
      await until(() => stateOf(ref, id) !== 'sent');
    }
    await until(() => chatwoot.conversation(ref).messages.some(({ content }) => content === said.at(-1)));
    await chatwoot.callbacks.settled();
    if (number % 2 === 0) chatwoot.setStatus(ref, 'resolved');
    else await visitor.leave();
    await until(() => chatwoot.conversation(ref).status === 'resolved');
    await until(async () => (await desk.session(conversationId))?.state === 'closed');
    return { visitor, ref, said };
  };
  const stateOf = (ref: string, id: number) =>
    chatwoot.conversation(ref).messages.find((message) => message.id === id)?.status;

  const all = await Promise.all(Array.from({ length: conversations }, (_, number) => converse(number)));
  chatwoot.fault = undefined;
  platform.faults.clear();
  expect(chatwoot.conversations, 'one for each session').toHaveLength(conversations);
  for (const { visitor, ref, said } of all) {
    const { messages } = chatwoot.conversation(ref);
    const incoming = messages.filter(({ message_type: type }) => type === 0).map(({ content }) => content);
    const shown = incoming.filter((text) => text.startsWith('visitor'));
    expect([...new Set(shown)], 'in order; a repeat does no harm there').toEqual(said);
    const received = visitor.replies.map(({ body }) => body);
    expect(new Set(received).size, 'none twice').toBe(received.length);
    expect([...received].sort(), 'in order').toEqual(received);
    const written = messages.filter((message) => message.message_type === 1 && !message.private);
    for (const { content, status, content_attributes } of written) {
      const isUnclear = String(content_attributes.external_error).includes('not known');
      if (!isUnclear) expect(received.includes(content), `${content} is ${status}`).toBe(status === 'delivered');
    }
  }
  await bridge.stop();
  await desk.shutdown();
  await chatwoot.close();
  await server.close();
  await platform.close();
}, 300_000);
