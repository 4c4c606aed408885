import { type Connector, ThreadGone } from 'gptbots-human/bridge';
import type { Message } from 'gptbots-human/desk';
import { describe, expect, it } from 'vitest';
import { deferred } from '../helpers/deferred.ts';
import { eventually } from '../helpers/eventually.ts';
import { setUpBridge } from './support/scene.ts';

const opens = (calls: string[]) => calls.filter((call) => call === 'open').length;

describe('a bridge and its threads', () => {
  it('opens one for each session that is open at its first start, with all that was said', async () => {
    const { platform, desk, bridge, room, calls } = setUpBridge();
    const [one, other, gone] = [await platform.visitor(), await platform.visitor(), await platform.visitor()];
    await one.say('hello');
    await desk.reply(one.conversationId, 'Hi');
    await gone.leave();
    await bridge.start();
    await eventually(async () => expect(await room.threads()).toHaveLength(2));
    await eventually(async () => {
      const session = await desk.session(one.conversationId);
      const thread = (await room.threads()).find(({ ref }) => ref === session?.ref);
      expect(thread?.texts.filter(Boolean)).toEqual(['I would like to talk to a human.', 'hello', 'Hi']);
    });
    expect((await desk.session(other.conversationId))?.ref).toBeDefined();
    expect((await desk.session(gone.conversationId))?.ref).toBeUndefined();
    expect(opens(calls)).toBe(2);
  });

  it('opens one for each session when two instances start at the same time', async () => {
    const { platform, bridge, another, calls, desk } = setUpBridge();
    const visitors = await Promise.all(Array.from({ length: 10 }, () => platform.visitor()));
    await Promise.all([bridge.start(), another().bridge.start()]);
    await eventually(async () => {
      for (const { conversationId } of visitors) expect((await desk.session(conversationId))?.ref).toBeDefined();
    });
    expect(opens(calls)).toBe(10);
  });

  it('opens it again when the process ended before it was linked, and posts what came since', async () => {
    const { desk, bridge, another, calls, platform, room } = setUpBridge();
    const linking = deferred();
    // The first instance never gets to it.
    desk.link = () => {
      linking.resolve();
      return Promise.reject(new Error('the process has ended'));
    };
    await bridge.start();
    const visitor = await platform.visitor();
    await linking.promise;
    await bridge.stop();
    expect(opens(calls)).toBe(1);
    await visitor.say('hello');
    await another().bridge.start();
    await eventually(async () => expect((await room.threads()).at(-1)?.texts).toContain('hello'));
    expect(opens(calls)).toBe(2);
  });

  it('keeps the thread that another instance linked while this one stood still', async () => {
    const gate = deferred();
    const scene = setUpBridge({
      connector: {
        open: async () => {
          await gate.promise;
          return 'mine';
        },
      },
    });
    await scene.bridge.start();
    const { conversationId } = await scene.platform.visitor();
    await scene.desk.link(conversationId, 'theirs');
    gate.resolve();
    const visitor = await scene.platform.visitor();
    await eventually(async () => expect((await scene.desk.session(visitor.conversationId))?.ref).toBe('mine'));
    expect((await scene.desk.session(conversationId))?.ref).toBe('theirs');
  });

  it('opens a thread that is gone anew, with all that was said, and posts nothing twice in it', async () => {
    const { platform, bridge, desk, room } = setUpBridge();
    await bridge.start();
    const visitor = await platform.visitor();
    const first = await eventually(async () => {
      const [thread] = await room.threads();
      expect(thread).toBeDefined();
      return thread?.ref ?? '';
    });
    await visitor.say('one');
    await desk.reply(visitor.conversationId, 'from elsewhere');
    await room.remove?.(first);
    await Promise.all([visitor.say('two'), visitor.say('three')]);
    await eventually(async () => {
      const [thread] = await room.threads();
      expect(thread?.texts.filter(Boolean)).toEqual([
        'I would like to talk to a human.',
        'one',
        'from elsewhere',
        'two',
        'three',
      ]);
    });
    const session = await desk.session(visitor.conversationId);
    expect(session?.ref).not.toBe(first);
    expect(session?.ref).toBe((await room.threads())[0]?.ref);
  });

  it('opens a thread that is gone when it is asked for missed words', async () => {
    const { platform, bridge, room, desk } = setUpBridge();
    await bridge.start();
    const { conversationId } = await platform.visitor();
    const first = await eventually(async () => {
      const ref = (await desk.session(conversationId))?.ref;
      expect(ref).toBeDefined();
      return ref ?? '';
    });
    await bridge.stop();
    await room.remove?.(first);
    await bridge.start();
    await eventually(async () => expect((await desk.session(conversationId))?.ref).not.toBe(first));
  });

  it('opens one thread, and goes on in it, when a room takes each reply it does not find for a thread that is gone', async () => {
    const { platform, bridge, desk, room } = setUpBridge({
      connector: { outcome: () => Promise.reject(new ThreadGone()) },
    });
    await bridge.start();
    const visitor = await platform.visitor();
    const first = await eventually(async () => {
      const ref = (await desk.session(visitor.conversationId))?.ref;
      expect(ref).toBeDefined();
      return ref ?? '';
    });
    await bridge.heard(first, { id: 'm1', text: 'hello', agent: { id: 'ann' } });
    await eventually(async () => expect(await room.threads()).toHaveLength(2));
    await visitor.say('thanks');
    await eventually(async () => expect((await room.threads()).at(-1)?.texts).toContain('thanks'));
    await bridge.stop();
    expect(await room.threads()).toHaveLength(2);
    expect(visitor.replies).toHaveLength(1);
  });

  it('shows a late word in a new thread when the old one is gone, and closes it', async () => {
    const { platform, bridge, desk, room } = setUpBridge();
    await bridge.start();
    const { conversationId } = await platform.visitor();
    await desk.close(conversationId);
    await eventually(async () => expect((await room.threads())[0]?.isClosed).toBe(true));
    await room.remove?.((await desk.session(conversationId))?.ref ?? '');
    const body = { conversation_id: conversationId, body: 'one more thing', timestamp: Date.now() };
    await desk.webhook.handle({ method: 'POST', url: '/chat', headers: {}, body });
    await eventually(async () => {
      const [thread] = await room.threads();
      expect(thread?.texts).toContain('one more thing');
      expect(thread?.isClosed).toBe(true);
    });
  });

  it('tries again when a connector says that a thread is gone which it is just making', async () => {
    let tries = 0;
    const open: Connector['open'] = async () => {
      if (++tries === 1) throw new ThreadGone();
      return 'ref';
    };
    const { platform, bridge, desk, errors } = setUpBridge({ connector: { open } });
    await bridge.start();
    const { conversationId } = await platform.visitor();
    await eventually(async () => expect((await desk.session(conversationId))?.ref).toBe('ref'));
    expect(errors).toEqual([expect.objectContaining({ kind: 'connection' })]);
  });

  it('is not held up by a session that is forgotten meanwhile', async () => {
    const { platform, bridge, desk, room } = setUpBridge();
    room.fail({ kind: 'refused' });
    await bridge.start();
    const { conversationId } = await platform.visitor();
    await desk.forget({ conversationId });
    room.heal();
    const visitor = await platform.visitor();
    await eventually(async () => expect((await desk.session(visitor.conversationId))?.ref).toBeDefined());
    expect(await room.threads()).toHaveLength(1);
  });

  it('shows the lines before the handoff when they come after it began', async () => {
    const { desk, bridge, room } = setUpBridge();
    await bridge.start();
    const post = (url: string, body: object) => desk.webhook.handle({ method: 'POST', url, headers: {}, body });
    await post('/chat', { conversation_id: 'c', body: 'hello', timestamp: Date.now() });
    await eventually(async () => expect((await room.threads())[0]?.texts).toEqual(['hello']));
    const lines = [{ message_type: 'QUESTION', text: 'asked before' }];
    await post('/conversation/establish', { conversation_id: 'c', bot_id: 'b', timestamp: Date.now(), body: lines });
    await eventually(async () => expect((await room.threads())[0]?.texts).toEqual(['hello', 'asked before']));
  });

  it('posts what agents elsewhere wrote once it was sent, and not what failed', async () => {
    const posted: Message[] = [];
    const { platform, bridge, desk } = setUpBridge({
      connector: { post: async (_ref, message) => void posted.push(message) },
    });
    await bridge.start();
    const { conversationId } = await platform.visitor();
    platform.faults.api('refuse');
    await desk.reply(conversationId, 'not sent').catch(() => {});
    await desk.reply(conversationId, 'sent', { agent: { id: 'ann' } });
    await desk.notify(conversationId, 'You are next.');
    await eventually(() => expect(posted).toHaveLength(2));
    expect(posted).toMatchObject([
      { text: 'sent', from: 'agent', status: 'sent', agent: { id: 'ann' } },
      { text: 'You are next.', from: 'system', status: 'sent' },
    ]);
  });

  it('closes each thread once, also when the end came from there', async () => {
    const { platform, bridge, desk, calls } = setUpBridge();
    await bridge.start();
    const [one, other] = [await platform.visitor(), await platform.visitor()];
    await eventually(() => expect(opens(calls)).toBe(2));
    const refOf = async (id: string) => (await desk.session(id))?.ref ?? '';
    await eventually(async () => expect(await refOf(other.conversationId)).not.toBe(''));
    await one.leave();
    await bridge.closed(await refOf(other.conversationId), { id: 'ann' });
    await eventually(() => expect(calls.filter((call) => call.startsWith('close'))).toHaveLength(2));
    expect(new Set(calls.filter((call) => call.startsWith('close'))).size).toBe(2);
  });
});
