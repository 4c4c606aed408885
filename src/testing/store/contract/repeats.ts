import type { DeskStore, Stepped } from '../../../desk/index.ts';
import type { Suite } from '../suite.ts';
import { chatOf, cursorOf, establishOf, eventsSince, outcomeOf, recorded, replyOf, setUp } from './set-up.ts';

interface Repeated {
  name: string;
  /** What was before; may return a turn to be settled. */
  before(given: Awaited<ReturnType<typeof setUp>>): Promise<Stepped<string>['work'] | undefined>;
  step(store: DeskStore, work: Stepped<string>['work']): Promise<Stepped<string>>;
}

const conversationId = 'c';
const turn = 'the-same-turn';
const opened = async ({ establish }: Parameters<Repeated['before']>[0]) => {
  await establish(conversationId);
  return undefined;
};
const replied = async ({ establish, reply }: Parameters<Repeated['before']>[0]) => {
  await establish(conversationId);
  const { work } = await reply(conversationId, 'one');
  await reply(conversationId, 'two');
  return work;
};
const closing = async ({ store, establish }: Parameters<Repeated['before']>[0]) => {
  await establish(conversationId);
  return (await store.step('requestClose', { conversationId, farewell: undefined }, 'first')).work;
};

const repeated: Repeated[] = [
  {
    name: 'establish',
    before: async () => undefined,
    step: (store) =>
      store.step(
        'establish',
        establishOf(conversationId, {
          lines: [{ id: 'l', from: 'user', text: 'help' }],
          greeting: { id: 'g', text: 'Hi' },
        }),
        turn,
      ),
  },
  { name: 'chat', before: opened, step: (store) => store.step('chat', chatOf(conversationId, 'hello')) },
  {
    name: 'chat for an unknown conversation',
    before: async () => undefined,
    step: (store) => store.step('chat', chatOf(conversationId, 'hello')),
  },
  { name: 'close', before: replied, step: (store) => store.step('close', { conversationId, type: 'TIMEOUT' }) },
  {
    name: 'close before establish',
    before: async () => undefined,
    step: (store) => store.step('close', { conversationId, type: 'TIMEOUT' }),
  },
  { name: 'reply', before: opened, step: (store) => store.step('reply', replyOf(conversationId, 'hi'), turn) },
  {
    name: 'reply that failed before',
    before: async (given) => {
      await opened(given);
      await given.settle((await given.reply(conversationId, 'hi')).work, 'failed');
      return undefined;
    },
    step: (store) => store.step('reply', replyOf(conversationId, 'hi'), turn),
  },
  {
    name: 'reply that has to wait',
    before: replied,
    step: (store) => store.step('reply', replyOf(conversationId, 'hi'), turn),
  },
  {
    name: 'requestClose',
    before: opened,
    step: (store) => store.step('requestClose', { conversationId, farewell: undefined }, turn),
  },
  {
    name: 'requestClose with a farewell',
    before: opened,
    step: (store) =>
      store.step('requestClose', { conversationId, farewell: { id: 'bye', text: 'Bye', agent: undefined } }, turn),
  },
  ...(['sent', 'failed', 'unknown'] as const).flatMap((outcome): Repeated[] => [
    {
      name: `settle of a reply as ${outcome}`,
      before: replied,
      step: (store, work) => store.step('settle', outcomeOf(work, outcome), turn),
    },
    {
      name: `settle of a close as ${outcome}`,
      before: closing,
      step: (store, work) => store.step('settle', outcomeOf(work, outcome), turn),
    },
  ]),
  {
    name: 'start',
    before: async (given) => {
      await replied(given);
      await given.sweepAfter(10_000);
      return undefined;
    },
    step: (store) => store.step('start', { conversationId }, turn),
  },
  {
    name: 'renew',
    before: replied,
    step: (store, work) => store.step('renew', { conversationId, turn: work?.turn ?? '' }),
  },
  {
    name: 'claim',
    before: opened,
    step: (store) => store.step('claim', { conversationId, agent: { id: 'ann' }, from: undefined }),
  },
  {
    name: 'release',
    before: async (given) => {
      await opened(given);
      await given.store.step('claim', { conversationId, agent: { id: 'ann' }, from: undefined });
      return undefined;
    },
    step: (store) => store.step('release', { conversationId, agentId: 'ann' }),
  },
  { name: 'link', before: opened, step: (store) => store.step('link', { conversationId, ref: 'ticket 1' }) },
];

export function describeRepeats({ describe, it, expect }: Suite): void {
  describe('run twice with the same turn,', () => {
    for (const { name, before, step } of repeated) {
      it(`${name} gives the same to send, and changes nothing more`, async (scope) => {
        const given = await setUp(scope);
        const { store } = given;
        const work = await before(given);
        const cursor = await cursorOf(store);
        const first = await step(store, work);
        const recordedOnce = await recorded(store, conversationId);
        const second = await step(store, work);
        expect(second.work).toEqual(first.work);
        expect(second.changes).toEqual([]);
        expect(await recorded(store, conversationId)).toEqual(recordedOnce);
        const events = await eventsSince(store, cursor);
        expect(events.map(({ cursor: _, conversationId, at, ...change }) => change)).toEqual(first.changes);
      });
    }
  });
}
