import { expect, it } from 'vitest';
import { conversationUnderRules } from './rules/conversation-under-rules.ts';

it('a close that GPTBots refuses leaves the session open, unless the agent wanted it closed all the same', () => {
  const c = conversationUnderRules();
  c.establish();
  const refused = c.settle(c.requestClose(undefined, 'one').work, 'refused');
  expect(refused).toMatchObject({ outcome: 'settled', changes: [{ type: 'updated', session: { state: 'waiting' } }] });
  c.settle(c.requestClose(undefined, 'two', true).work, 'failed');
  expect(c.session).toMatchObject({ state: 'waiting' });
  c.settle(c.requestClose(undefined, 'three').work, 'refused');
  expect(c.session, 'an earlier wish has ended with its close').toMatchObject({ state: 'waiting' });
  const closed = c.settle(c.requestClose(undefined, 'four', true).work, 'refused');
  expect(closed).toMatchObject({ outcome: 'settled', changes: [{ type: 'closed' }] });
  expect(c.session).toMatchObject({ state: 'closed', closeReason: 'agent_closed' });
  c.chat('late');
  expect(c.session, 'what an agent has closed').toMatchObject({ state: 'closed' });
});

it('the same outcome again says only that it is settled', () => {
  const c = conversationUnderRules();
  c.establish();
  const { work } = c.requestClose(undefined, 'one');
  c.settle(work, 'sent');
  expect(c.settle(work, 'sent')).toEqual({ outcome: 'settled', changes: [] });
});

it('a conversation that is not known has nothing to start, and nothing to sweep', () => {
  const c = conversationUnderRules();
  expect(c.start()).toEqual({ outcome: 'not_found', changes: [] });
  expect(c.sweepAfter(0)).toEqual({ outcome: 'swept', changes: [] });
});

it('a sweep that has nothing to do says so', () => {
  const c = conversationUnderRules();
  c.establish();
  expect(c.sweepAfter(1000)).toEqual({ outcome: 'swept', changes: [] });
});

it('a close that is asked for again while it is sent is one close', () => {
  const c = conversationUnderRules();
  c.establish();
  const { work } = c.requestClose();
  c.requestClose();
  expect(c.settle(work, 'failed').work, 'a second close').toBeUndefined();
});

it('a farewell is sent once, however often the close is asked for; one that failed is tried again', () => {
  const c = conversationUnderRules();
  c.establish();
  const failed = c.requestClose('Bye').work;
  c.settle(c.settle(failed, 'failed').work, 'failed');
  expect(c.statuses).toEqual(['Bye: failed']);
  const again = c.requestClose('Bye');
  expect(again.changes).toMatchObject([{ type: 'settled', message: { text: 'Bye', status: 'pending' } }]);
  const close = c.settle(again.work, 'sent').work;
  expect(close?.entry).toBe(0);
  c.settle(close, 'failed');
  expect(c.requestClose('Bye').work?.entry, 'only the close is left').toBe(0);
  expect(c.statuses).toEqual(['Bye: sent']);
});
