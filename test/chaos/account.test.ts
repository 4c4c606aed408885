import type { Message } from 'gptbots-human/desk';
import { createPlatform, type Visitor } from 'gptbots-human/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Account } from './support/account.ts';

// What the crash tests rely on: the account finds what they look for.
describe('the account', () => {
  it('finds nothing wrong where all was sent, stored and shown in order', async () => {
    const { account, report } = await setUp({ shown: ['r1', 'r2'], said: ['c1', 'c2'] });
    account.replied(conversationId, 'r1', 'sent');
    account.replied(conversationId, 'r2', 'sent');
    account.said(conversationId, 'c1', true);
    account.said(conversationId, 'c2', true);
    expect(report([reply(1, 'r1'), chat(2, 'c1'), reply(3, 'r2'), chat(4, 'c2')])).toEqual({
      ...{ replies: 2, chats: 2, sent: 2, failed: 0, unknown: 0, failedBy: {}, unknownBy: {}, notAcknowledged: 0 },
      ...{ lost: [], doubled: [], misplaced: [], notRecorded: [] },
    });
  });

  it('finds what was lost', async () => {
    const { account, report } = await setUp({ shown: ['r5'], said: ['c1'] });
    account.replied(conversationId, 'r1', 'sent');
    account.said(conversationId, 'c1', true);
    expect(report([reply(1, 'r2'), reply(2, 'r3', 'pending')]).lost).toEqual([
      'r5: shown, and not stored',
      'r1: said to be sent, and not shown',
      'r2: stored as sent, and not shown',
      'r3: never settled',
      'c1: acknowledged, and not stored',
    ]);
  });

  it('finds what was doubled', async () => {
    const { account, report } = await setUp({ shown: ['r1', 'r1', 'r2', 'r3'], said: ['c1'] });
    account.replied(conversationId, 'r2', 'failed');
    account.said(conversationId, 'c1', false);
    const stored = [reply(1, 'r1'), reply(2, 'r2', 'unknown'), reply(3, 'r3', 'failed'), reply(4, 'r4', 'unknown')];
    expect(report([...stored, reply(5, 'r4', 'unknown'), chat(6, 'c1'), chat(7, 'c1')]).doubled).toEqual([
      'r1: shown twice',
      'r4: stored twice',
      'r2: said to have failed (untold), stored as unknown, and shown',
      'r3: stored as failed, and shown',
      'c1: stored twice',
    ]);
  });

  it('finds what was misplaced, but not among those of which no order is promised', async () => {
    const { account, report } = await setUp({ shown: ['r2', 'r1', 'r4', 'r3', 'r6', 'r5'], said: ['c1', 'c2'] });
    const replies = [reply(1, 'r1'), reply(2, 'r2'), reply(3, 'r3', 'unknown'), reply(4, 'r4'), reply(5, 'r5')];
    account.overtaken(['r5']);
    expect(report([...replies, reply(6, 'r6'), chat(7, 'c2'), chat(8, 'c1')]).misplaced).toEqual([
      'r2: shown before one that was stored earlier',
      'c1: displayed after one that was said later',
    ]);
    expect(report([...replies, reply(6, 'r6'), chat(7, 'c2'), chat(8, 'c1', 6)]).misplaced).toEqual([
      'r2: shown before one that was stored earlier',
    ]);
  });

  it('finds what was said to be sent and is not stored so', async () => {
    const { account, report } = await setUp({ shown: ['r1'], said: [] });
    account.replied(conversationId, 'r1', 'sent');
    expect(report([reply(1, 'r1', 'unknown')]).notRecorded).toEqual(['r1: said to be sent, and not stored so']);
  });

  it('does not overlook a conversation, nor a text that was used twice', async () => {
    const { account, report } = await setUp({ shown: [], said: [] });
    account.replied('another', 'r1', 'sent');
    expect(() => report([])).toThrow('does not look at conversation another');
    expect(() => account.replied('another', 'r1', 'sent')).toThrow('used twice');
  });
});

const conversationId = 'c';

async function setUp({ shown, said }: { shown: string[]; said: string[] }) {
  const account = new Account();
  const platform = createPlatform();
  onTestFinished(() => platform.close());
  const real = await platform.visitor();
  const visitor: Visitor = {
    ...real,
    conversationId,
    replies: shown.map((body) => ({ body, at: 0 })),
    lines: said.map((body) => ({ from: 'visitor', body, at: 0, delivered: true })),
  };
  return { account, report: (transcript: Message[]) => account.report([{ visitor, transcript }]) };
}

function reply(seq: number, text: string, status: Message['status'] = 'sent'): Message {
  return { id: text, seq, order: seq, conversationId, from: 'agent', text, at: 0, status };
}

function chat(seq: number, text: string, order = seq): Message {
  return { id: `${seq}`, seq, order, conversationId, from: 'user', text, at: 0, status: 'received' };
}
