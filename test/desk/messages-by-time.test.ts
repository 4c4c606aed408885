import type { Message } from 'gptbots-human/desk';
import { expect, it } from 'vitest';
import { MessagesByTime } from '../../src/desk/memory/messages-by-time.ts';

it('finds the neighbours of a time among thousands of messages that came in any order, some at the same time', () => {
  const given = Array.from({ length: 40 }, (_, index) => messageAt(index + 1));
  const byTime = new MessagesByTime(given);
  const all = given.filter(({ from }) => from === 'user');
  for (let seq = 41; seq <= 3_000; seq++) {
    const message = messageAt(seq);
    byTime.add(message);
    if (message.from === 'user') all.push(message);
  }
  all.sort((a, b) => a.at - b.at || a.seq - b.seq);
  for (let at = -1; at <= 1_001; at += 1) {
    const before = all.findLast((message) => message.at <= at);
    const after = all.find((message) => message.at > at);
    expect(byTime.around(at), `around ${at}`).toEqual({ before, after });
  }
});

it('has no neighbours where there is no message', () => {
  expect(new MessagesByTime([]).around(5)).toEqual({ before: undefined, after: undefined });
});

// A time that jumps about, and comes again.
function messageAt(seq: number): Message {
  const from = seq % 7 === 0 ? 'agent' : 'user';
  const at = (seq * 617) % 1_000;
  return { id: `m${seq}`, seq, order: seq, conversationId: 'c', from, text: '', at, status: 'received' };
}
