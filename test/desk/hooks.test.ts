import type { Change, ClosedSession, Message, Session } from 'gptbots-human/desk';
import { describe, expect, it } from 'vitest';
import { HookRunner } from '../../src/desk/delivery/hooks.ts';
import { begin, copySession } from '../../src/desk/rules/head.ts';
import { deferred } from '../helpers/deferred.ts';

describe('the hooks', () => {
  it('are called for what they are for, and for nothing else', async () => {
    const heard: string[] = [];
    const runner = new HookRunner(recording(heard), never);
    const changes: Change[] = [
      change('c1', 'opened'),
      message('user', 1),
      message('agent', 2),
      message('system', 3),
      { type: 'settled', message: aMessage('agent', 2) },
      change('c1', 'connected'),
      change('c1', 'updated'),
      change('c1', 'closed'),
    ];
    expect(runner.wants(changes)).toBe(true);
    await runner.run(changes);
    expect(heard).toEqual(['onOpened', 'onMessage 1', 'onClosed', 'onUnanswered']);
  });

  it('are not wanted where there is none for a change', () => {
    const runner = new HookRunner({ onClosed: () => {} }, never);
    expect(runner.wants([change('c1', 'opened'), message('user', 1)])).toBe(false);
    expect(runner.wants([change('c1', 'closed')])).toBe(true);
    expect(new HookRunner({}, never).wants([change('c1', 'closed')])).toBe(false);
  });

  it('get what was said before the handoff with the session that was opened', async () => {
    const heard: unknown[] = [];
    const runner = new HookRunner({ onOpened: (...given) => heard.push(given) }, never);
    const session = copySession(begin('c1', 0).session);
    const transcript = [aMessage('user', -1), aMessage('bot', 0)];
    await runner.run([{ type: 'opened', session, transcript }]);
    expect(heard).toEqual([[session, transcript]]);
  });

  it('are told once that nobody has replied, also when the session began again and ended again', async () => {
    const heard: string[] = [];
    const runner = new HookRunner(recording(heard), never);
    const session = closedSession('c1');
    await runner.run([
      { type: 'closed', session },
      { type: 'closed', session, again: true },
    ]);
    expect(heard).toEqual(['onClosed', 'onUnanswered', 'onClosed']);
  });

  it('are not told that nobody has replied to a user who was turned away', async () => {
    const heard: string[] = [];
    const runner = new HookRunner(recording(heard), never);
    await runner.run([{ type: 'closed', session: { ...closedSession('c1'), closeReason: 'turned_away' } }]);
    expect(heard).toEqual(['onClosed']);
  });

  it('are told of a user who waits for too long, and for what', async () => {
    const heard: unknown[] = [];
    const runner = new HookRunner({ onOverdue: (...given) => heard.push(given) }, never);
    const session = copySession(begin('c1', 0).session);
    await runner.run([{ type: 'overdue', waitingFor: 'reply', since: 5, session }]);
    expect(heard).toEqual([[session, { waitingFor: 'reply', since: 5 }]]);
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
    const slow = runner.run([change('slow', 'opened')]);
    const later = runner.run([change('slow', 'closed')]);
    await runner.run([change('quick', 'opened'), change('quick', 'closed')]);
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
    await runner.run([change('c1', 'opened'), message('user', 1), change('c1', 'closed')]);
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
    runner.run([change('c1', 'opened')]);
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

function change(conversationId: string, type: 'opened' | 'connected' | 'updated' | 'closed'): Change {
  const session = copySession(begin(conversationId, 0).session);
  switch (type) {
    case 'opened':
      return { type, session, transcript: [] };
    case 'connected':
      return { type, session: { ...session, state: 'connected', connectedAt: 0 } };
    case 'closed':
      return { type, session: closedSession(conversationId) };
    default:
      return { type, session };
  }
}

function closedSession(conversationId: string): ClosedSession {
  const session = copySession(begin(conversationId, 0).session);
  return { ...session, state: 'closed', closeReason: 'never_answered', closedAt: 1 };
}

function message(from: Message['from'], order: number): Change {
  return { type: 'message', message: aMessage(from, order) };
}

function aMessage(from: Message['from'], order: number): Message {
  return { id: 'm', seq: 1, conversationId: 'c1', from, text: 'text', at: 0, status: 'received', order };
}

function never(error: unknown): void {
  throw error;
}
