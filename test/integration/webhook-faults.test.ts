import { createHumanWebhook, type HumanWebhookOptions } from 'gptbots-human';
import { manualClock, type Platform, type Visitor, type WebhookFault } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { until } from '../helpers/eventually.ts';
import { secret, testPlatform } from './support/platform.ts';

/** A platform, and what the handlers of its webhook were given. */
function setUp(options: Partial<HumanWebhookOptions> = {}, seed = 1) {
  const clock = manualClock();
  const platform = testPlatform({ clock, seed });
  const heard: string[] = [];
  let running = 0;
  let mostAtOnce = 0;
  const hear = async (what: string) => {
    mostAtOnce = Math.max(mostAtOnce, ++running);
    // Long enough for another to begin in between, if it may.
    await new Promise((resolve) => setTimeout(resolve, 1));
    heard.push(what);
    running--;
  };
  const webhook = createHumanWebhook({
    secret,
    logger: {},
    establish: () => hear('establish'),
    chat: ({ body }) => hear(body),
    close: ({ type }) => hear(type),
    ...options,
  });
  platform.connect(webhook);
  return { platform, clock, heard, mostAtOnce: () => mostAtOnce };
}

/** What one visitor goes through: comes, says two things, leaves. */
async function visit(platform: Platform): Promise<Visitor> {
  const visitor = await platform.visitor();
  await visitor.say('one');
  await visitor.say('two');
  await visitor.leave();
  await platform.settled();
  return visitor;
}

describe('a webhook that comes again', () => {
  const faults: WebhookFault[] = ['duplicate', 'twice-at-once'];
  const everyTime = (fault: WebhookFault) => ({ fault, probability: 1 });

  it.each(faults)('%s: is handled once', async (fault) => {
    const { platform, heard } = setUp();
    platform.faults.webhook(everyTime(fault));
    await visit(platform);
    expect(heard).toEqual(['establish', 'one', 'two', 'USER_CLOSED']);
    const statuses = platform.calls.map(({ answer }) => answer?.status);
    expect(statuses, 'answers to the webhooks, the repeated ones too').toEqual(Array(8).fill(200));
  });

  it.each(faults)('%s: is handled twice without the duplicate check', async (fault) => {
    const { platform, heard } = setUp({ dedupe: false });
    platform.faults.webhook(everyTime(fault));
    await visit(platform);
    expect(heard).toEqual(['establish', 'establish', 'one', 'one', 'two', 'two', 'USER_CLOSED', 'USER_CLOSED']);
  });

  it.each(faults)('%s: runs the handler again when it failed the first time', async (fault) => {
    let runs = 0;
    const { platform } = setUp({
      chat: () => {
        if (++runs === 1) throw new Error('the database is down');
      },
    });
    const visitor = await platform.visitor();
    platform.faults.webhook(fault);
    await visitor.say('one');
    await platform.settled();
    const chats = platform.calls.filter(({ name }) => name === 'chat').map(({ answer }) => answer?.status);
    expect(chats, 'answers to the two of them').toEqual([500, 200]);
    expect(runs).toBe(2);
  });

  it('repeat-close: with a later timestamp it is another close, and handled', async () => {
    const { platform, heard } = setUp();
    platform.faults.webhook('repeat-close');
    await visit(platform);
    expect(heard).toEqual(['establish', 'one', 'two', 'USER_CLOSED', 'USER_CLOSED']);
  });
});

describe('webhooks out of order', () => {
  it('reorder: are handled as they arrive, and their timestamps tell the order in which they were written', async () => {
    const order: { body: string; timestamp: number }[] = [];
    const { platform } = setUp({ chat: ({ body, timestamp }) => void order.push({ body, timestamp }) });
    const visitor = await platform.visitor();
    platform.faults.webhook('reorder');
    await Promise.all([visitor.say('one'), visitor.say('two')]);
    expect(order.map(({ body }) => body)).toEqual(['two', 'one']);
    expect(order.sort((a, b) => a.timestamp - b.timestamp).map(({ body }) => body)).toEqual(['one', 'two']);
  });

  it('chat-before-establish: the chat is handled first', async () => {
    const { platform, heard } = setUp();
    platform.faults.webhook('chat-before-establish');
    const visitor = await platform.visitor();
    expect(await visitor.say('one')).toEqual({ delivered: true, status: 200 });
    await platform.settled();
    expect(heard).toEqual(['one', 'establish']);
  });

  it('chat-after-close: the chat is handled after the close', async () => {
    const { platform, heard } = setUp();
    platform.faults.webhook('chat-after-close');
    await visit(platform);
    expect(heard.slice(0, 4)).toEqual(['establish', 'one', 'two', 'USER_CLOSED']);
    expect(heard).toHaveLength(5);
  });

  it('delay: comes when its time is up', async () => {
    const { platform, clock, heard } = setUp();
    const visitor = await platform.visitor();
    platform.faults.webhook('delay');
    const said = visitor.say('late');
    await clock.advance(999);
    expect(heard).toEqual(['establish']);
    await clock.advance(1);
    expect(await said).toEqual({ delivered: true, status: 200 });
    expect(heard).toEqual(['establish', 'late']);
  });
});

describe('300 messages of ten visitors, of which the webhooks are repeated and sent twice at once by chance', () => {
  const texts = Array.from({ length: 30 }, (_, index) => `message ${index}`);

  async function run(options: Partial<HumanWebhookOptions>) {
    const perVisitor = new Map<string, string[]>();
    const { platform } = setUp({
      ...options,
      chat: async ({ conversation_id, body }) => {
        // The first of them is slow: without an order, others overtake it.
        if (body === texts[0] && options.ordered === false) await until(() => perVisitor.has(conversation_id));
        else if (body === texts[0]) await new Promise((resolve) => setTimeout(resolve, 20));
        perVisitor.set(conversation_id, [...(perVisitor.get(conversation_id) ?? []), body]);
      },
    });
    const visitors = await Promise.all(Array.from({ length: 10 }, () => platform.visitor()));
    platform.faults.webhook({ fault: 'duplicate', probability: 0.2 }, { fault: 'twice-at-once', probability: 0.2 });
    await Promise.all(visitors.flatMap((visitor) => texts.map((text) => visitor.say(text))));
    await platform.settled();
    const played = platform.calls.filter(({ name, fault }) => name === 'chat' && fault).length;
    expect(played, 'webhooks that were sent by a fault').toBeGreaterThan(100);
    return visitors.map(({ conversationId }) => perVisitor.get(conversationId));
  }

  it('are each handled once, in the order in which they came', async () => {
    expect(await run({})).toEqual(Array(10).fill(texts));
  });

  it('are handled again without the duplicate check, still in order', async () => {
    const handled = await run({ dedupe: false });
    expect(handled.flat().length).toBeGreaterThan(300);
    for (const [first] of handled.map((bodies = []) => bodies)) expect(first).toBe(texts[0]);
  });

  it('are each handled once, but not in order, with ordered: false', async () => {
    const handled = await run({ ordered: false });
    for (const bodies of handled) {
      expect(bodies).not.toEqual(texts);
      expect([...(bodies ?? [])].sort()).toEqual([...texts].sort());
    }
  });
});

describe('what a visitor says at once', () => {
  it('is handled one after another', async () => {
    const { platform, mostAtOnce } = setUp();
    const visitor = await platform.visitor();
    await Promise.all(['one', 'two', 'three'].map((text) => visitor.say(text)));
    expect(mostAtOnce(), 'handlers that ran at once').toBe(1);
  });

  it('is handled side by side with ordered: false, and that of two visitors always', async () => {
    const unordered = setUp({ ordered: false });
    const visitor = await unordered.platform.visitor();
    await Promise.all(['one', 'two'].map((text) => visitor.say(text)));
    expect(unordered.mostAtOnce()).toBe(2);

    const ordered = setUp();
    const visitors = await Promise.all([ordered.platform.visitor(), ordered.platform.visitor()]);
    await Promise.all(visitors.map((one) => one.say('one')));
    expect(ordered.mostAtOnce()).toBe(2);
  });
});
