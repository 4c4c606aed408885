import type { DeskEvent } from 'gptbots-human/desk';
import { expect, it } from 'vitest';
import { EventDispatcher } from '../../src/desk/delivery/event-dispatcher.ts';
import { eventually } from './support/reading.ts';

const event: DeskEvent = { cursor: '1', conversationId: 'c', at: 1, type: 'forgotten' };

it('a dispatcher that is stopped leaves no timer behind of what it would have tried again', async () => {
  const timers = new Set<object>();
  const clock = {
    now: () => 0,
    start() {
      const timer = { cancel: () => void timers.delete(timer) };
      timers.add(timer);
      return timer;
    },
  };
  const handler = () => {
    throw new Error('not well');
  };
  const dispatcher = new EventDispatcher(
    { cursor: '0' },
    { handler, concurrency: 1, clock, mayHandle: () => true, failed() {} },
  );
  dispatcher.add(event);
  await eventually(() => expect(timers.size).toBe(1));
  await dispatcher.stop();
  expect(timers.size).toBe(0);
  expect(dispatcher.howFar, 'the event is not done').toEqual({
    cursor: '0',
    ahead: { upTo: '1', at: 1, except: { c: '0' } },
  });
});
