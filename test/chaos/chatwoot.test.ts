import { createPlatform, type Visitor } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../examples/demo/server-process.ts';
import { Random } from '../../src/testing/random.ts';
import { accountId, ChatwootStandIn, inboxId, token } from '../bridges/chatwoot/support/stand-in.ts';
import { until } from '../helpers/eventually.ts';
import { describeWithRedis, startRedisServer } from '../helpers/redis-server.ts';

const seed = 16;
const conversations = 24;
const rounds = 8;
const killEveryMs = 3_000;
const ann = { id: 11, name: 'Ann', type: 'user' } as const;
const secrets = { CHATWOOT_WEBHOOK_SECRET: 'the-secret-of-the-inbox', GPTBOTS_WEBHOOK_SECRET: 'the-webhook-secret' };

describeWithRedis('two processes of examples/chatwoot, one of which is killed every few seconds', () => {
  it('lose nothing in either direction, and keep the order', async () => {
    const redis = await startRedisServer();
    const gptbots = createPlatform({ seed });
    const chatwoot = await ChatwootStandIn.start({ maxMessagesPerMinute: 10_000 });
    const random = new Random(seed);
    const env = {
      ...secrets,
      GPTBOTS_API_KEY: 'test',
      GPTBOTS_BASE_URL: (await gptbots.listen()).url,
      CHATWOOT_BASE_URL: chatwoot.url,
      CHATWOOT_ACCOUNT_ID: String(accountId),
      CHATWOOT_INBOX_ID: String(inboxId),
      CHATWOOT_API_ACCESS_TOKEN: token,
      DATABASE_URL: redis.url,
    };
    const start = () => startServer('examples/chatwoot/server.ts', env, () => {});
    const pair = await Promise.all([start(), start()]);
    // As a load balancer that learns of a dead server a little late.
    const lead = ({ address }: ServerProcess) => {
      const origin = new URL(address.replace(/,$/, '')).origin;
      gptbots.connect(`${origin}/gptbots/${secrets.GPTBOTS_WEBHOOK_SECRET}`);
      chatwoot.target = { url: `${origin}/chatwoot`, secret: secrets.CHATWOOT_WEBHOOK_SECRET };
    };
    lead(pair[0]);
    const over = { isOver: false, kills: 0 };
    const killing = (async () => {
      for (;;) {
        await pause(killEveryMs);
        if (over.isOver) return;
        const [victim, other] = over.kills++ % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
        await pair[victim].stop('SIGKILL');
        lead(pair[other]);
        pair[victim] = await start();
      }
    })();
    chatwoot.fault = () => {
      const luck = random.next();
      return luck < 0.02 ? [500, { error: 'Internal server error' }] : luck < 0.04 ? 'lost' : undefined;
    };
    const all = Array.from({ length: conversations }, (_, number) => converse(number));
    const talks = await Promise.all(all).finally(() => {
      over.isOver = true;
    });
    await killing;
    chatwoot.fault = undefined;
    // What the last of them was told of and had not stored is found at the next start.
    for (const one of [0, 1] as const) {
      await pair[one].stop();
      pair[one] = await start();
      lead(pair[one]);
    }
    const wrong = await until(() => {
      const found = accountFor(talks);
      return found.missing.length === 0 && found.unsent.length === 0 ? found : undefined;
    }).catch(() => accountFor(talks));
    const failed = chatwoot.conversations
      .flatMap(({ messages }) => messages)
      .filter(({ status }) => status === 'failed');
    const facts = { conversations, kills: over.kills, calls: chatwoot.calls.length, failed: failed.length };
    console.log(`chatwoot: ${JSON.stringify(facts)}`);
    await Promise.all(pair.map((server) => server.stop()));
    await chatwoot.close();
    await gptbots.close();
    await redis.stop();
    expect(wrong).toEqual({ missing: [], unsent: [], doubled: [], misplaced: [], threads: [] });
    expect(over.kills).toBeGreaterThan(0);

    async function converse(number: number): Promise<Talk> {
      await pause(random.next() * 6_000);
      let visitor = await gptbots.visitor();
      while (visitor.status === 'busy') {
        await pause(300);
        visitor = await gptbots.visitor();
      }
      const ref = String(await until(() => threadsOf(visitor)[0]?.display_id));
      const said: string[] = [];
      for (let round = 0; round < rounds; round++) {
        const text = `visitor ${number}.${round}`;
        if ((await visitor.say(text)).delivered) said.push(text);
        chatwoot.write(ref, `agent ${number}.${round}`, ann);
        await pause(300 + random.next() * 2_500);
      }
      return { visitor, ref, said };
    }

    function threadsOf({ conversationId }: Visitor) {
      return chatwoot.conversations.filter((one) => one.custom_attributes.gptbots_conversation_id === conversationId);
    }

    function accountFor(all: Talk[]) {
      const wrong: Record<'missing' | 'unsent' | 'doubled' | 'misplaced' | 'threads', string[]> = {
        missing: [],
        unsent: [],
        doubled: [],
        misplaced: [],
        threads: all.filter(({ visitor }) => threadsOf(visitor).length !== 1).map(({ ref }) => ref),
      };
      for (const { visitor, ref, said } of all) {
        const { messages } = chatwoot.conversation(ref);
        // What was said before a thread was opened, or opened by the next process, is in its first note.
        const shown = messages.map(({ content }) => content).join('\n');
        wrong.missing.push(...said.filter((text) => !shown.includes(text)));
        const places = said.map((text) => shown.indexOf(text));
        if (places.join() !== [...places].sort((a, b) => a - b).join()) wrong.misplaced.push(...said);
        const received = visitor.replies.map(({ body }) => body);
        const written = messages.filter((message) => message.message_type === 1 && !message.private);
        // The agent was told of these.
        const failed = written.filter(({ content_attributes: { external_error } }) =>
          /^GPTBots: not/.test(`${external_error}`),
        );
        const unclear = written.filter(({ content_attributes: { external_error } }) =>
          `${external_error}`.includes('not known'),
        );
        const due = written.filter((message) => !unclear.includes(message) && !failed.includes(message));
        wrong.unsent.push(...due.map(({ content }) => content).filter((text) => !received.includes(text)));
        wrong.doubled.push(...failed.map(({ content }) => content).filter((text) => received.includes(text)));
        wrong.doubled.push(...received.filter((text, index) => received.indexOf(text) !== index));
        const order = written.map(({ content }) => content).filter((text) => received.includes(text));
        if (order.join() !== [...new Set(received)].join()) wrong.misplaced.push(...received);
      }
      return wrong;
    }
  }, 400_000);
});

interface Talk {
  visitor: Visitor;
  ref: string;
  said: string[];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
