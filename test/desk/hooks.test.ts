import type { Change, Message, Session } from 'gptbots-human/desk';
import { describe, expect, it } from 'vitest';
import { append, begin, change } from '../../src/desk/conversation.ts';
import { HookRunner } from '../../src/desk/hooks.ts';
import { deferred } from '../helpers/deferred.ts';

describe('the hooks', () => {
  it('are called for what they are for, and for nothing else', async () => {
    const heard: string[] = [];
    const runner = new HookRunner(recording(heard), never);
    const conversation = begin('c1', 0);
    const changes: Change[] = [
      change(conversation, 'opened'),
      message('user', -1),
      message('bot', 0),
      message('user', 1),
      message('agent', 2),
      message('system', 3),
      { type: 'settled', message: (message('agent', 2) as Change & { message: Message }).message },
      change(conversation, 'connected'),
      change(conversation, 'updated'),
      change(conversation, 'closed'),
    ];
    expect(runner.wants(changes)).toBe(true);
    await runner.run(changes);
    expect(heard, 'what was said before the handoff is no message of it').toEqual([
      'onOpened',
      'onMessage 1',
      'onClosed',
      'onUnanswered',
    ]);
  });

  it('are not wanted where there is none for a change', () => {
    const runner = new HookRunner({ onClosed: () => {} }, never);
    expect(runner.wants([change(begin('c1', 0), 'opened'), message('user', 1)])).toBe(false);
    expect(runner.wants([change(begin('c1', 0), 'closed')])).toBe(true);
    expect(new HookRunner({}, never).wants([change(begin('c1', 0), 'closed')])).toBe(false);
  });

  it('run one after another in a conversation, and do not wait for other conversations', async () => {
    const heard: string[] = [];
    const gate = deferred();
    const runner = new HookRunner(
      {
        onOpened: async ({ conversationId }: Session) => {
          if (conversationId === 'slow') await gate.promise;
          heard.push(`${conversationId} opened`);
        },
        onClosed: ({ conversationId }) => heard.push(`${conversationId} closed`),
      },
      never,
    );
    const slow = runner.run([change(begin('slow', 0), 'opened')]);
    const later = runner.run([change(begin('slow', 0), 'closed')]);
    await runner.run([change(begin('quick', 0), 'opened'), change(begin('quick', 0), 'closed')]);
    expect(heard).toEqual(['quick opened', 'quick closed']);
    gate.resolve();
    await Promise.all([slow, later]);
    expect(heard.slice(2)).toEqual(['slow opened', 'slow closed']);
  });

  it('wait for their moment, and hold their place in line meanwhile', async () => {
    const heard: string[] = [];
    const runner = new HookRunner(recording(heard), never);
    const answered = deferred();
    const first = runner.run([message('user', 1)], answered.promise);
    const second = runner.run([message('user', 2)]);
    await Promise.resolve();
    expect(heard).toEqual([]);
    answered.resolve();
    await Promise.all([first, second]);
    expect(heard).toEqual(['onMessage 1', 'onMessage 2']);
  });

  it('that fail are reported with their conversation, and the next one runs', async () => {
    const failures: unknown[] = [];
    const heard: string[] = [];
    const failure = new Error('from a hook');
    const runner = new HookRunner(
      {
        ...recording(heard),
        onOpened: () => {
          throw failure;
        },
        onMessage: () => Promise.reject(failure),
      },
      (error, conversationId) => failures.push([error, conversationId]),
    );
    await runner.run([change(begin('c1', 0), 'opened'), message('user', 1), change(begin('c1', 0), 'closed')]);
    expect(failures).toEqual([
      [failure, 'c1'],
      [failure, 'c1'],
    ]);
    expect(heard).toEqual(['onClosed', 'onUnanswered']);
  });

  it('are idle once all have run', async () => {
    const gate = deferred();
    const runner = new HookRunner({ onOpened: () => gate.promise }, never);
    await runner.ended();
    runner.run([change(begin('c1', 0), 'opened')]);
    let isIdle = false;
    const idle = runner.ended().then(() => {
      isIdle = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isIdle).toBe(false);
    gate.resolve();
    await idle;
  });
});

function recording(heard: string[]) {
  return {
    onOpened: () => heard.push('onOpened'),
    onMessage: ({ order }: Message) => heard.push(`onMessage ${order}`),
    onClosed: () => heard.push('onClosed'),
    onUnanswered: () => heard.push('onUnanswered'),
  };
}

function message(from: Message['from'], order: number): Change {
  return append(begin('c1', 0), { id: 'm', from, text: 'text', at: 0, status: 'received', order }, 0);
}

function never(error: unknown): void {
  throw error;
}
