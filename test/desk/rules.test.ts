import { describe, expect, it } from 'vitest';
import { begin, wakeAt } from '../../src/desk/rules/head.ts';
import { conversationUnderRules, times } from './rules/conversation-under-rules.ts';

const { waitTimeoutMs, idleTimeoutMs, leaseMs } = times;

/** A session to which somebody has replied. */
function answered() {
  const c = conversationUnderRules();
  c.establish();
  c.settle(c.reply('hi').work, 'sent');
  return c;
}

describe('2. one effect', () => {
  it('a repeated establish changes nothing, whatever has happened since', () => {
    const c = conversationUnderRules();
    c.establish({ lines: ['help'], greeting: 'Hi' });
    for (const meanwhile of [() => {}, () => c.chat('hello'), () => c.close()]) {
      meanwhile();
      const before = structuredClone([c.session, c.messages]);
      expect(c.establish({ lines: ['help'], greeting: 'Hi' })).toMatchObject({ outcome: 'repeated', changes: [] });
      expect([c.session, c.messages]).toEqual(before);
    }
  });

  it('a new establish for a closed session is refused', () => {
    const c = conversationUnderRules();
    c.establish();
    c.close();
    expect(c.establish({ key: 'new' })).toMatchObject({ outcome: 'refused', changes: [] });
  });

  it('a repeated chat and a repeated close change nothing', () => {
    const c = conversationUnderRules();
    c.establish();
    c.chat('hello', 5);
    c.close();
    const before = structuredClone([c.session, c.messages]);
    expect(c.chat('hello', 5)).toMatchObject({ outcome: 'repeated', changes: [] });
    expect(c.close()).toMatchObject({ outcome: 'repeated', changes: [] });
    expect([c.session, c.messages]).toEqual(before);
  });

  it('an establish that comes after the close fills the transcript, and the session stays closed', () => {
    const c = conversationUnderRules();
    c.close();
    expect(c.establish({ lines: ['help'], greeting: 'Hi' })).toMatchObject({ outcome: 'filled' });
    expect(c.session).toMatchObject({ state: 'closed', closeReason: 'user_closed', botId: 'bot' });
    expect(c.session).not.toHaveProperty('orphan');
    expect(c.shown).toEqual(['help']);
  });

  it('a reply and a close are given to the same turn only', () => {
    const c = conversationUnderRules();
    c.establish();
    const { work } = c.reply('hi', { turn: 'mine' });
    expect(c.reply('hi', { turn: 'mine' }).work).toEqual(work);
    expect(c.reply('hi', { turn: 'yours' }).work).toBeUndefined();
    const closing = c.settle(work, 'sent', 'next').work ?? c.requestClose(undefined, 'next').work;
    expect(c.requestClose(undefined, 'next').work).toEqual(closing);
    expect(c.requestClose(undefined, 'another').work).toBeUndefined();
  });
});

describe('4. closed is final', () => {
  it('nothing is started after it; what was on its way records its outcome', () => {
    const c = conversationUnderRules();
    c.establish();
    const { work } = c.reply('on its way');
    c.reply('waiting');
    c.close();
    expect(c.statuses).toEqual(['on its way: pending', 'waiting: failed']);
    expect(c.start().work).toBeUndefined();
    expect(c.settle(work, 'sent').work).toBeUndefined();
    expect(c.statuses).toEqual(['on its way: sent', 'waiting: failed']);
    expect(c.session).toMatchObject({ state: 'closed', closeReason: 'user_closed' });
    expect(c.session).not.toHaveProperty('connectedAt');
  });

  it('a later chat is late, and a reply is refused, also one that failed before', () => {
    const c = conversationUnderRules();
    c.establish();
    c.settle(c.reply('failed').work, 'failed');
    c.close();
    c.chat('late');
    expect(c.messages.at(-1)).toMatchObject({ text: 'late', late: true, from: 'user' });
    expect(c.reply('new')).toMatchObject({ outcome: 'closed', changes: [] });
    expect(c.reply('failed')).toMatchObject({ outcome: 'closed', changes: [] });
    expect(c.claim('ann')).toMatchObject({ outcome: 'closed', changes: [] });
  });

  it.each([
    ['the user', (c: ReturnType<typeof conversationUnderRules>) => void c.close('USER_CLOSED')],
    ['the platform', (c: ReturnType<typeof conversationUnderRules>) => void c.close('TIMEOUT')],
    ['an agent', (c: ReturnType<typeof conversationUnderRules>) => void c.settle(c.requestClose().work, 'sent')],
  ])('what %s closed stays closed when the user writes', (_who, close) => {
    const c = answered();
    close(c);
    c.chat('hello?');
    expect(c.session.state).toBe('closed');
  });

  it.each([false, true])(
    'what the clock closed opens again when the user writes; answered before: %s',
    (isAnswered) => {
      const c = isAnswered ? answered() : conversationUnderRules();
      c.establish();
      c.sweepAfter(idleTimeoutMs);
      expect(c.session).toMatchObject({ state: 'closed', closeReason: isAnswered ? 'abandoned' : 'never_answered' });
      c.chat('hello?');
      expect(c.messages.at(-1)).not.toHaveProperty('late');
      expect(c.session.state).toBe(isAnswered ? 'connected' : 'waiting');
      expect(c.reply('yes').outcome).toBe('pending');
      expect(c.close().changes.at(-1), 'a second end says so').toMatchObject({ type: 'closed', again: true });
    },
  );

  it('what the clock closed stays closed once the platform closes it too', () => {
    const c = conversationUnderRules();
    c.establish();
    c.sweepAfter(waitTimeoutMs * 2);
    c.close('TIMEOUT');
    c.chat('hello?');
    expect(c.session.state).toBe('closed');
    expect(c.messages.at(-1)).toMatchObject({ late: true });
  });
});

describe('6. nothing disappears', () => {
  it('a chat for an unknown conversation opens an orphan, without a deadline', () => {
    const c = conversationUnderRules();
    expect(c.chat('hello').changes.map(({ type }) => type)).toEqual(['opened', 'message']);
    expect(c.session).toMatchObject({ orphan: true, state: 'waiting', userMessages: 1 });
    expect(c.session).not.toHaveProperty('deadlineAt');
    c.sweepAfter(waitTimeoutMs * 2);
    expect(c.session.state).toBe('waiting');
  });

  it('a later establish fills it, and its waiting begins', () => {
    const c = conversationUnderRules();
    c.chat('hello');
    const step = c.establish({ lines: ['help'], greeting: 'Hi' });
    expect(step).toMatchObject({ outcome: 'filled', work: { message: { text: 'Hi' } } });
    expect(c.session).toMatchObject({ botId: 'bot', deadlineAt: c.clock.now + waitTimeoutMs });
    expect(c.session).not.toHaveProperty('orphan');
  });

  it('a later establish of one that was answered sets no deadline and sends no greeting', () => {
    const c = conversationUnderRules();
    c.chat('hello');
    c.settle(c.reply('hi').work, 'sent');
    expect(c.establish({ greeting: 'Hi' }).work).toBeUndefined();
    expect(c.session).toMatchObject({ state: 'connected', botId: 'bot' });
    expect(c.session).not.toHaveProperty('deadlineAt');
  });

  it('one that was answered and is filled may be silent for as long as any other session', () => {
    const c = conversationUnderRules();
    c.chat('hello');
    c.settle(c.reply('hi').work, 'sent');
    c.establish();
    expect(c.sweepAfter(idleTimeoutMs - 1).changes).toEqual([]);
    expect(c.sweepAfter(1).changes).toMatchObject([{ type: 'closed', session: { closeReason: 'abandoned' } }]);
  });
});

it('what a step hands out has no field that is undefined', () => {
  const c = conversationUnderRules();
  const { changes } = c.establish({ greeting: 'Hi' });
  expect(changes).toStrictEqual([
    {
      type: 'opened',
      session: {
        conversationId: 'c',
        botId: 'bot',
        state: 'waiting',
        user: {},
        channel: {},
        labels: [],
        version: 2,
        lastSeq: 1,
        userMessages: 0,
        openedAt: c.clock.now,
        deadlineAt: c.clock.now + waitTimeoutMs,
        lastMessageAt: c.clock.now,
      },
      transcript: [],
    },
    {
      type: 'message',
      message: {
        id: 'e.greeting',
        seq: 1,
        order: 1,
        conversationId: 'c',
        from: 'system',
        text: 'Hi',
        at: c.clock.now,
        status: 'pending',
      },
    },
  ]);
});

it('a closed session that is kept for ever is never due', () => {
  const head = begin('c', 0);
  head.session.closedAt = 5;
  expect(wakeAt(head, { ...times, retentionMs: 10 })).toBe(15);
  expect(wakeAt(head, { ...times, retentionMs: Number.POSITIVE_INFINITY })).toBeUndefined();
});

describe('7. deadlines', () => {
  it.each([
    [1000, 1000],
    [10_000, 10_000],
    [60_000, 10_000],
  ])('with a waiting timeout of %i ms, the end comes %i ms after it', (timeoutMs, graceMs) => {
    const before = times.waitTimeoutMs;
    times.waitTimeoutMs = timeoutMs;
    try {
      const c = conversationUnderRules();
      c.establish();
      expect(c.session.deadlineAt).toBe(c.clock.now + timeoutMs);
      expect(c.sweepAfter(timeoutMs + graceMs - 1).changes).toEqual([]);
      expect(c.sweepAfter(1).changes).toMatchObject([{ type: 'closed', session: { closeReason: 'never_answered' } }]);
      expect(c.sweepAfter(1_000_000).changes).toEqual([]);
    } finally {
      times.waitTimeoutMs = before;
    }
  });

  it('never come while a reply is on its way, or waits; a sent one ends the waiting', () => {
    const c = conversationUnderRules();
    c.establish();
    let { work } = c.reply('one');
    c.reply('two');
    for (let index = 0; index < 20; index++) {
      c.renew(work);
      expect(c.sweepAfter(leaseMs - 1).changes).toEqual([]);
    }
    work = c.settle(work, 'failed').work;
    expect(c.sweepAfter(0).changes).toEqual([]);
    c.settle(work, 'sent');
    expect(c.sweepAfter(waitTimeoutMs * 2).changes).toEqual([]);
    expect(c.session.state).toBe('connected');
  });

  it('silence ends a connected session; a message of either side puts it off', () => {
    const c = answered();
    expect(c.sweepAfter(idleTimeoutMs - 1).changes).toEqual([]);
    c.chat('hello');
    expect(c.sweepAfter(idleTimeoutMs - 1).changes).toEqual([]);
    c.settle(c.reply('more').work, 'sent');
    expect(c.sweepAfter(idleTimeoutMs - 1).changes).toEqual([]);
    expect(c.sweepAfter(1).changes).toMatchObject([{ type: 'closed', session: { closeReason: 'abandoned' } }]);
  });
});

describe('8. two clocks', () => {
  it('a greeting connects, a person answers', () => {
    const c = conversationUnderRules();
    const { work } = c.establish({ greeting: 'Hi' });
    c.clock.now += 10;
    c.settle(work, 'sent');
    expect(c.session).toMatchObject({ state: 'connected', connectedAt: c.clock.now });
    expect(c.session).not.toHaveProperty('answeredAt');
    const connectedAt = c.clock.now;
    c.clock.now += 10;
    c.settle(c.reply('hello').work, 'sent');
    c.clock.now += 10;
    c.settle(c.reply('more').work, 'sent');
    expect(c.session).toMatchObject({ connectedAt, answeredAt: connectedAt + 10 });
  });
});

describe('claim and release', () => {
  it('are compare-and-set', () => {
    const c = answered();
    expect(c.claim('ann').outcome).toBe('claimed');
    expect(c.claim('bob')).toMatchObject({ outcome: 'conflict', changes: [] });
    expect(c.claim('bob', 'carl')).toMatchObject({ outcome: 'conflict', changes: [] });
    expect(c.claim('ann')).toMatchObject({ outcome: 'claimed', changes: [] });
    expect(c.claim('bob', 'ann')).toMatchObject({ outcome: 'claimed', changes: [{ type: 'updated' }] });
    expect(c.release('ann')).toMatchObject({ outcome: 'conflict', changes: [] });
    expect(c.release('bob')).toMatchObject({ outcome: 'released', changes: [{ type: 'updated' }] });
    expect(c.claim('ann', 'bob')).toMatchObject({ outcome: 'conflict', changes: [] });
  });

  it('a claim of the agent who has the session changes nothing, not even the name', () => {
    const c = answered();
    c.claim('ann', undefined, 'Ann');
    const before = structuredClone(c.session);
    expect(c.claim('ann', undefined, 'Anna')).toMatchObject({ outcome: 'claimed', changes: [] });
    expect(c.session).toEqual(before);
  });
});
