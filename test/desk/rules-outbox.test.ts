import { describe, expect, it } from 'vitest';
import { conversationUnderRules, times } from './rules/conversation-under-rules.ts';

const { leaseMs } = times;

describe('5. a reply is stored before it is sent', () => {
  it('a turn that was given up makes it unknown, and it is never started again', () => {
    const c = conversationUnderRules();
    c.establish();
    c.reply('lost');
    c.reply('next');
    expect(c.sweepAfter(leaseMs)).toMatchObject({ outcome: 'waiting', changes: [{ type: 'settled' }] });
    expect(c.statuses).toEqual(['lost: unknown', 'next: pending']);
    const { work } = c.start();
    expect(work?.message?.text).toBe('next');
    expect(c.settle(work, 'sent').work).toBeUndefined();
    expect(c.reply('lost')).toMatchObject({ outcome: 'unknown', changes: [] });
    expect(c.start().work).toBeUndefined();
  });

  it('a turn that is renewed is not given up', () => {
    const c = conversationUnderRules();
    c.establish();
    const { work } = c.reply('slow');
    for (let index = 0; index < 10; index++) {
      expect(c.sweepAfter(leaseMs - 1).changes).toEqual([]);
      expect(c.renew(work).outcome).toBe('renewed');
    }
    c.sweepAfter(leaseMs);
    expect(c.renew(work).outcome).toBe('lost');
  });

  it('what failed is tried again under its id, after what was to be sent before', () => {
    const c = conversationUnderRules();
    c.establish();
    c.settle(c.reply('again').work, 'failed');
    const { work } = c.reply('between');
    const repeated = c.reply('again');
    expect(repeated).toMatchObject({ outcome: 'pending', changes: [{ type: 'settled' }] });
    expect(repeated.message).toMatchObject({ text: 'again', seq: 1, status: 'pending' });
    const second = c.settle(work, 'sent').work;
    expect(second?.message).toMatchObject({ text: 'again', seq: 1, status: 'pending' });
    c.settle(second, 'sent');
    expect(c.statuses).toEqual(['again: sent', 'between: sent']);
    expect(c.reply('again')).toMatchObject({ outcome: 'sent', changes: [] });
  });

  it('an outcome that is recorded once more does not undo that the reply is tried again', () => {
    const c = conversationUnderRules();
    c.establish();
    const first = c.reply('hi').work;
    c.settle(first, 'failed');
    const second = c.reply('hi').work;
    expect(c.settle(first, 'failed')).toMatchObject({ changes: [] });
    expect(c.statuses).toEqual(['hi: pending']);
    c.reply('hi');
    expect(c.settle(second, 'sent').work, 'the reply must not be sent twice').toBeUndefined();
  });

  it('the same id with another text, or that of another message, is a conflict', () => {
    const c = conversationUnderRules();
    c.establish({ greeting: 'Hi', lines: ['help'] });
    c.chat('hello', 5);
    c.reply('one', { id: 'r' });
    for (const id of ['e.0', 'e.greeting', 'hello at 5']) {
      const { text } = c.messages.find((message) => message.id === id) ?? {};
      expect(c.reply(text ?? '', { id })).toMatchObject({ outcome: 'conflict', changes: [] });
    }
    expect(c.reply('two', { id: 'r' })).toMatchObject({ outcome: 'conflict', changes: [] });
  });

  it('a close that was given up is put back, before all that came after it', () => {
    const c = conversationUnderRules();
    c.establish();
    c.requestClose();
    c.reply('after the close');
    expect(c.sweepAfter(leaseMs)).toMatchObject({ outcome: 'waiting', changes: [] });
    const { work } = c.start();
    expect(work).toMatchObject({ entry: 0, message: undefined });
    c.settle(work, 'sent');
    expect(c.session).toMatchObject({ state: 'closed', closeReason: 'agent_closed' });
    expect(c.statuses).toEqual(['after the close: failed']);
  });

  it('a failed farewell does not stop the close, and a failed close leaves the session open', () => {
    const c = conversationUnderRules();
    c.establish();
    c.settle(c.reply('hi').work, 'sent');
    const farewell = c.requestClose('Bye');
    const close = c.settle(farewell.work, 'failed');
    expect(close.work?.entry).toBe(0);
    expect(c.settle(close.work, 'failed').changes).toMatchObject([{ type: 'updated' }]);
    expect(c.session.state).toBe('connected');
    expect(c.requestClose().work?.entry).toBe(0);
  });

  it('whoever lost the turn still knows what became of the reply', () => {
    const c = conversationUnderRules();
    c.establish();
    const { work } = c.reply('hi');
    c.sweepAfter(leaseMs);
    c.settle(work, 'sent');
    expect(c.statuses).toEqual(['hi: sent']);
    expect(c.session.state).toBe('connected');
    c.settle(work, 'unknown');
    expect(c.statuses, 'sent is not taken back').toEqual(['hi: sent']);
  });
});

describe('a reply that is taken back', () => {
  it('fails and is never started, while the others go on', () => {
    const c = conversationUnderRules();
    c.establish();
    const { work } = c.reply('on its way');
    c.reply('taken back');
    c.reply('last');
    expect(c.withdraw('taken back')).toMatchObject({
      outcome: 'withdrawn',
      changes: [{ type: 'settled', message: { text: 'taken back', status: 'failed' } }],
    });
    expect(c.withdraw('on its way')).toEqual({ outcome: 'kept', changes: [] });
    c.settle(c.settle(work, 'sent').work, 'sent');
    expect(c.statuses).toEqual(['on its way: sent', 'taken back: failed', 'last: sent']);
    expect(c.withdraw('last')).toEqual({ outcome: 'kept', changes: [] });
  });

  it('is not found under an id that nothing has, and in a conversation that is not known', () => {
    const c = conversationUnderRules();
    expect(c.withdraw('any')).toEqual({ outcome: 'not_found', changes: [] });
    c.establish();
    expect(c.withdraw('any')).toEqual({ outcome: 'not_found', changes: [] });
  });
});
