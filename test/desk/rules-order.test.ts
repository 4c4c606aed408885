import { describe, expect, it } from 'vitest';
import { historyOf } from '../../src/testing/store/model/history.ts';
import { conversationUnderRules } from './rules/conversation-under-rules.ts';

describe('3. order', () => {
  it('a user message stands before the first one of theirs with a later time, else last', () => {
    const c = conversationUnderRules();
    c.establish({ lines: ['before the handoff'] });
    c.chat('at 20', 20);
    c.reply('reply');
    c.chat('at 40', 40);
    c.chat('at 30', 30);
    c.chat('at 10', 10);
    c.chat('at 20 too', 20);
    c.chat('at 50', 50);
    expect(c.shown).toEqual(['before the handoff', 'at 10', 'at 20', 'reply', 'at 20 too', 'at 30', 'at 40', 'at 50']);
    expect(c.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('seq and order of what is stored never change', () => {
    const c = conversationUnderRules();
    const places: string[] = [];
    for (let index = 0; index < 100; index++) {
      if (index === 50) c.establish({ lines: ['one', 'two'] });
      if (index % 3 === 1) c.reply(`${index}`);
      else c.chat(`${index}`, (index * 37) % 100);
      const now = c.messages.map(({ seq, order }) => `${seq} at ${order}`);
      expect(now.slice(0, places.length)).toEqual(places);
      places.splice(0, places.length, ...now);
    }
  });

  it.each([
    ['any', (index: number) => (index * 67) % 100],
    ['reversed', (index: number) => 100 - index],
    ['paired', (index: number) => index ^ 1],
  ])('a hundred messages in %s order are shown in the order of their times', (_name, timeOf) => {
    const c = conversationUnderRules();
    const times = Array.from({ length: 100 }, (_, index) => timeOf(index));
    for (const at of times) c.chat(`${at}`, at);
    expect(c.shown).toEqual(times.toSorted((a, b) => a - b).map(String));
  });

  it.each([
    ['before one whose time is far ahead', [1000, ...Array.from({ length: 99 }, (_, index) => index + 1)]],
    ['each before the last one', Array.from({ length: 100 }, (_, index) => 100 - index)],
  ])('a hundred messages after a reply, %s, are shown in the order of their times', (_name, times) => {
    const c = conversationUnderRules();
    c.establish();
    c.reply('reply');
    for (const at of times) c.chat(`${at}`, at);
    expect(c.shown).toEqual(['reply', ...times.toSorted((a, b) => a - b).map(String)]);
  });

  it('random messages of both sides are shown as if each was put in its place by hand', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { number, chance } = historyOf(seed);
      const c = conversationUnderRules();
      const byHand: { text: string; at: number | undefined }[] = [];
      const span = chance(50) ? 10 : 1_000_000;
      c.establish();
      for (let index = 0; index < 100; index++) {
        const text = `${index}`;
        const at = chance(60) ? number(span) : undefined;
        if (at === undefined) c.reply(text);
        else c.chat(text, at);
        const next = at === undefined ? -1 : byHand.findIndex((message) => message.at !== undefined && message.at > at);
        byHand.splice(next < 0 ? byHand.length : next, 0, { text, at });
      }
      expect(c.shown, `seed ${seed}`).toEqual(byHand.map(({ text }) => text));
    }
  });

  it('what was said before the handoff stands before what came before its establish', () => {
    const c = conversationUnderRules();
    c.chat('second', 20);
    c.chat('first', 10);
    c.establish({ lines: ['one', 'two', 'three'] });
    expect(c.shown).toEqual(['one', 'two', 'three', 'first', 'second']);
    c.chat('zeroth', 5);
    expect(c.shown).toEqual(['one', 'two', 'three', 'zeroth', 'first', 'second']);
  });

  it('replies are started one at a time, in the order of storing', () => {
    const c = conversationUnderRules();
    c.establish({ greeting: 'Hi' });
    const all = ['one', 'two', 'three'];
    expect(all.map((text) => c.reply(text).work)).toEqual([undefined, undefined, undefined]);
    const sent: (string | undefined)[] = [];
    for (let { work } = c.establish({}, 'turn 1'); work; work = c.settle(work, 'sent').work)
      sent.push(work.message?.text);
    expect(sent).toEqual(['Hi', ...all]);
  });
});
