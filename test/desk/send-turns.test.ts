import { manualClock } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { SendTurns } from '../../src/desk/delivery/send-turns.ts';

it('gives each turn a name no other turn of any desk has, and the time of asking', async () => {
  const clock = manualClock();
  const [one, other] = [new SendTurns(clock), new SendTurns(clock)];
  const first = one.next();
  await clock.advance(500);
  const second = one.next();
  expect(second.askedAt - first.askedAt).toBe(500);
  const names = Array.from({ length: 1000 }, () => [one.next().id, other.next().id]).flat();
  expect(new Set([first.id, second.id, ...names]).size).toBe(2002);
});
