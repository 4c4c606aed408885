import { isGptBotsHumanError } from 'gptbots-human';
import type { Connector, HeardReply, ReplyOutcome } from 'gptbots-human/bridge';
import { describe, expect, it } from 'vitest';
import { deferred } from '../helpers/deferred.ts';
import { eventually } from '../helpers/eventually.ts';
import { type BridgeSceneOptions, setUpBridge } from './support/scene.ts';

const ann = { id: 'ann', name: 'Ann' };

// A visitor whose session has a thread, and what the room is told of replies.
async function inConversation(options: BridgeSceneOptions = {}) {
  const told: (ReplyOutcome & { ref: string; error: unknown })[] = [];
  const outcome: Connector['outcome'] = async (ref, given, error) => void told.push({ ref, ...given, error });
  const scene = setUpBridge({ ...options, connector: { outcome, ...options.connector } });
  await scene.bridge.start();
  const visitor = await scene.platform.visitor();
  const ref = await eventually(async () => {
    const session = await scene.desk.session(visitor.conversationId);
    expect(session?.ref).toBeDefined();
    return session?.ref ?? '';
  });
  return { ...scene, visitor, ref, told };
}

describe('what a bridge hears', () => {
  it('is sent to the customer, and its outcome is told before `heard` resolves', async () => {
    const { bridge, desk, visitor, ref, told } = await inConversation();
    await bridge.heard(ref, { id: 'm1', text: 'hello', agent: ann });
    expect(visitor.replies.map(({ body }) => body)).toEqual(['hello']);
    expect(told).toEqual([{ ref, id: 'm1', text: 'hello', agent: ann, status: 'sent', error: undefined }]);
    const transcript = await desk.transcript(visitor.conversationId);
    expect(transcript.at(-1)).toMatchObject({ from: 'agent', text: 'hello', agent: ann });
  });

  it('is told once on one instance', async () => {
    const { bridge, visitor, ref, told } = await inConversation();
    await bridge.heard(ref, { id: 'm1', text: 'hello', agent: ann });
    await visitor.say('thanks');
    await bridge.heard(ref, { id: 'm2', text: 'bye', agent: ann });
    await bridge.stop();
    expect(told.map(({ id }) => id)).toEqual(['m1', 'm2']);
  });

  it('is one reply under the same id, also when it is told at the same time, and after it was sent', async () => {
    const { bridge, visitor, ref, told } = await inConversation();
    const reply = { id: 'm1', text: 'hello', agent: ann };
    await Promise.all([bridge.heard(ref, reply), bridge.heard(ref, reply)]);
    await bridge.heard(ref, reply);
    expect(visitor.replies).toHaveLength(1);
    expect(told.every(({ status }) => status === 'sent')).toBe(true);
  });

  it('keeps its order, however fast it comes', async () => {
    const { bridge, visitor, ref } = await inConversation();
    const texts = Array.from({ length: 20 }, (_, index) => `${index}`);
    await Promise.all(texts.map((text) => bridge.heard(ref, { id: `m${text}`, text, agent: ann })));
    expect(visitor.replies.map(({ body }) => body)).toEqual(texts);
  });

  it('that failed is told with its error, and tried again under the same id', async () => {
    const { bridge, platform, visitor, ref, told } = await inConversation();
    platform.faults.api('refuse');
    const reply = { id: 'm1', text: 'hello', agent: ann };
    await bridge.heard(ref, reply);
    expect(told).toMatchObject([{ id: 'm1', status: 'failed', error: { kind: 'connection', delivery: 'not_sent' } }]);
    await bridge.heard(ref, reply);
    expect(told.at(-1)).toMatchObject({ id: 'm1', status: 'sent', error: undefined });
    expect(visitor.replies).toHaveLength(1);
  });

  it('is tried again when the agent asks for it before the room has answered that it failed', async () => {
    const statuses: string[] = [];
    const answered = deferred();
    const { bridge, platform, visitor, ref } = await inConversation({
      connector: {
        outcome: async (_ref, { status }) => {
          statuses.push(status);
          if (status === 'failed') await answered.promise;
        },
      },
    });
    platform.faults.api('refuse');
    const reply = { id: 'm1', text: 'hello', agent: ann };
    const first = bridge.heard(ref, reply);
    await eventually(() => expect(statuses).toEqual(['failed']));
    const again = bridge.heard(ref, reply);
    answered.resolve();
    await Promise.all([first, again]);
    expect(statuses).toEqual(['failed', 'sent']);
    expect(visitor.replies).toHaveLength(1);
  });

  it('that may have arrived is `unknown`, and not sent again', async () => {
    const { bridge, platform, visitor, ref, told } = await inConversation();
    platform.faults.api('500-after-accept');
    const reply = { id: 'm1', text: 'hello', agent: ann };
    await bridge.heard(ref, reply);
    await bridge.heard(ref, reply);
    expect(told.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
    expect(visitor.replies).toHaveLength(1);
  });

  it('in a closed session, or in a thread that is not known, is told to have failed', async () => {
    const { bridge, visitor, ref, told } = await inConversation();
    await visitor.leave();
    await bridge.heard(ref, { id: 'm1', text: 'hello', agent: ann });
    await bridge.heard('nowhere', { id: 'm2', text: 'hello', agent: ann });
    expect(told).toMatchObject([
      { ref, id: 'm1', status: 'failed', error: { kind: 'closed', delivery: 'not_sent' } },
      { ref: 'nowhere', id: 'm2', status: 'failed', error: { kind: 'not_found', delivery: 'not_sent' } },
    ]);
  });

  it('waits a little for a thread that is told of before it is linked', async () => {
    const gate = deferred();
    const scene = setUpBridge({ connector: { open: () => gate.promise.then(() => 'ref') } });
    await scene.bridge.start();
    const visitor = await scene.platform.visitor();
    const hearing = scene.bridge.heard('ref', { id: 'm1', text: 'hello', agent: ann });
    gate.resolve();
    await hearing;
    expect(visitor.replies.map(({ body }) => body)).toEqual(['hello']);
  });

  it.each([
    ['nothing', undefined],
    ['no text', { id: 'm1', agent: ann }],
    ['an empty text', { id: 'm1', text: ' ', agent: ann }],
    ['no agent', { id: 'm1', text: 'hello' }],
    ['an id without end', { id: 'm'.repeat(500), text: 'hello', agent: ann }],
  ])('does not reject, and sends nothing strange, for %s', async (_what, reply) => {
    const { bridge, ref, visitor, errors } = await inConversation();
    await bridge.heard(ref, reply as HeardReply);
    if (reply && 'text' in reply && reply.text === 'hello' && !('agent' in reply)) {
      // An agent may be unknown.
      expect(visitor.replies).toHaveLength(1);
    } else {
      expect(visitor.replies).toEqual([]);
      expect(errors).toHaveLength(1);
    }
  });

  it('has its outcome told by another instance, when the one that heard it is gone', async () => {
    const { desk, visitor, ref, told, another, bridge } = await inConversation();
    // The id under which a bridge of this name keeps it.
    await another().desk.reply(visitor.conversationId, 'hello', { id: 'room:m1', agent: ann });
    await eventually(() => expect(told).toHaveLength(1));
    expect(told).toEqual([{ ref, id: 'm1', text: 'hello', agent: ann, status: 'sent', error: undefined }]);
    await bridge.stop();
    expect((await desk.session(visitor.conversationId))?.answeredAt).toBeDefined();
  });

  it('has its outcome told once more, when the room did not take it', async () => {
    let tries = 0;
    const taken: unknown[] = [];
    const { bridge, ref } = await inConversation({
      connector: {
        outcome: async (_ref, { status }) => {
          if (++tries < 3) throw new Error('busy');
          taken.push(status);
        },
      },
    });
    await bridge.heard(ref, { id: 'm1', text: 'hello', agent: ann });
    expect(taken).toEqual(['sent']);
  });

  it('is told of no more than the room may know: no text, no address, no secret', async () => {
    const secret = 'xoxb-1234-secret';
    const { bridge, errors, visitor } = await inConversation({
      connector: {
        post: async (_ref, { text }) => {
          throw Object.assign(new Error(`Bearer ${secret} could not post ${text} of grace@example.com`), {
            code: 'E1',
          });
        },
      },
    });
    await visitor.say('a private word');
    await eventually(() => expect(errors.length).toBeGreaterThan(0));
    const [error] = errors;
    expect(isGptBotsHumanError(error)).toBe(true);
    const all = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error);
    for (const word of [secret, 'private', 'grace']) expect(all).not.toContain(word);
    expect(String(error)).toContain(visitor.conversationId);
    expect(String(error)).toContain('E1');
    await bridge.stop();
  });
});

describe('what agents wrote while no bridge ran', () => {
  it('is asked for once at the start, for each open session, and only what is new is sent', async () => {
    const { bridge, room, visitor, ref, platform, calls, desk } = await inConversation();
    await bridge.heard(ref, { id: await room.write(ref, { text: 'one', agent: 'ann' }), text: 'one', agent: ann });
    platform.faults.api('refuse');
    const failed = await room.write(ref, { text: 'failed', agent: 'ann' });
    await eventually(async () => expect((await desk.transcript(visitor.conversationId)).at(-1)?.status).toBe('failed'));
    await bridge.stop();
    await room.write(ref, { text: 'two', agent: 'ann', told: false });
    calls.length = 0;
    await bridge.start();
    await eventually(() => expect(visitor.replies.map(({ body }) => body)).toEqual(['one', 'two']));
    await bridge.stop();
    expect(calls.filter((call) => call.startsWith('missed'))).toEqual([`missed ${ref}`]);
    expect(
      visitor.replies.map(({ body }) => body),
      `${failed} is left to the agents`,
    ).toEqual(['one', 'two']);
  });

  it('does not hold up the thread when it cannot be asked for', async () => {
    const { bridge, visitor, room } = await inConversation({
      connector: { missed: () => Promise.reject(new Error('missing scope')) },
    });
    await bridge.stop();
    await bridge.start();
    await visitor.say('hello');
    await eventually(async () => expect((await room.threads())[0]?.texts).toContain('hello'));
  });
});

describe('an agent who takes a conversation', () => {
  it('has it, and the next one is told who has it', async () => {
    const { bridge, desk, visitor, ref, room } = await inConversation();
    expect(await bridge.taken(ref, ann)).toBe(true);
    expect(await bridge.taken(ref, ann)).toBe(true);
    expect(await bridge.taken(ref, { id: 'ben' })).toBe(false);
    expect((await desk.session(visitor.conversationId))?.agent).toEqual(ann);
    expect((await room.threads())[0]?.texts.at(-1)).toBe('ben did not get this conversation: Ann has it.');
  });

  it('is told in the words of the option `texts`', async () => {
    const texts = { taken: () => 'Schon vergeben.' };
    const { bridge, ref, room } = await inConversation({ bridge: { texts } });
    await bridge.taken(ref, ann);
    await bridge.taken(ref, { id: 'ben' });
    expect((await room.threads())[0]?.texts.at(-1)).toBe('Schon vergeben.');
  });

  it('gets no rejection for a thread that is not known', async () => {
    const { bridge, errors } = await inConversation();
    expect(await bridge.taken('nowhere', ann)).toBe(false);
    expect(errors).toEqual([expect.objectContaining({ kind: 'not_found' })]);
  });
});

describe('an agent who closes the thread', () => {
  it('ends the conversation, after what they wrote before', async () => {
    const { bridge, visitor, ref } = await inConversation();
    await Promise.all([bridge.heard(ref, { id: 'm1', text: 'bye', agent: ann }), bridge.closed(ref, ann)]);
    expect(visitor.status).toBe('closed');
    expect(visitor.replies.map(({ body }) => body)).toEqual(['bye']);
  });

  it('ends it on this side when GPTBots refuses, and is no error when it is over already', async () => {
    const { bridge, desk, visitor, ref, platform, errors } = await inConversation();
    platform.faults.api('code-40000');
    await bridge.closed(ref, ann);
    await bridge.closed(ref, ann);
    expect((await desk.session(visitor.conversationId))?.closeReason).toBe('agent_closed');
    expect(errors).toEqual([]);
  });

  it('is tried again when GPTBots cannot be reached', async () => {
    const { bridge, visitor, ref, platform, errors } = await inConversation();
    platform.faults.api('refuse', 'refuse');
    await bridge.closed(ref, ann);
    expect(visitor.status).toBe('closed');
    expect(errors.length).toBeGreaterThan(0);
  });
});
