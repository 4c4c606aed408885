import { expect, it } from 'vitest';
import { Random } from '../../src/testing/random.ts';
import type { PlainReply, PlainRequest } from '../../src/testing/types.ts';
import { until } from '../helpers/eventually.ts';
import { describeOnEachDatabase } from './support/databases.ts';
import { Fleet } from './support/fleet.ts';
import { howMany } from './support/how-many.ts';
import type { InstanceProcess } from './support/instance-process.ts';
import { switchOnFaults } from './support/load.ts';
import { RoomServer, type RoomThread } from './support/room-server.ts';
import { converse, type Talk } from './support/room-talk.ts';

const seed = 15;
const conversations = howMany(200);
const atOnce = 32;
const killEveryMs = 3_000;
const fewestKills = 3;

describeOnEachDatabase('a bridge whose processes are killed every few seconds', ({ name, open }) => {
  it('loses nothing in either direction, keeps the order, and closes every thread', async () => {
    const database = await open();
    let fleet: Fleet | undefined;
    const room = await RoomServer.start(seed, () => fleet?.up.map(({ port }) => port) ?? []);
    fleet = await Fleet.start({
      ...database.choices({ leaseMs: 1_000 }),
      instances: 2,
      settings: { roomUrl: room.url },
    });
    fleet.platform.connect({ handle: (webhook) => taken(fleet, webhook) });
    room.chances = { refuse: 0.04, limit: 0.02, late: 0.04, lose: 0.04 };
    switchOnFaults(fleet, seed, {
      api: {
        'drop-after-accept': 0.01,
        'reset-after-accept': 0.02,
        '500-after-accept': 0.02,
        '503': 0.02,
        delay: 0.02,
      },
      webhook: { duplicate: 0.05, 'twice-at-once': 0.05 },
    });
    const over = { isOver: false, kills: 0 };
    const killing = killInTurn(fleet, over);
    const talks = await converseAll(fleet, room).finally(() => {
      over.isOver = true;
    });
    await killing;
    await fleet.platform.settled();
    const found = await until(async () => {
      const now = await accountFor(fleet, room, talks);
      return now.open.length === 0 && now.missing.length === 0 ? now : undefined;
    }).catch(() => accountFor(fleet, room, talks));
    const { threads, ...wrong } = found;
    const counts = Object.fromEntries(Object.entries(wrong).map(([what, texts]) => [what, texts.length]));
    const unknown = talks.reduce((sum, talk) => sum + talk.unknown.size, 0);
    const facts = { conversations, kills: over.kills, calls: room.calls, threads, unknown };
    console.log(`${name}: bridge: ${JSON.stringify({ ...facts, ...Object.fromEntries(room.played), ...counts })}`);
    expect(wrong, `${name}: nothing is missing, doubled or misplaced`).toEqual({
      missing: [],
      unsent: [],
      doubled: [],
      misplaced: [],
      open: [],
    });
    expect(talks).toHaveLength(conversations);
    expect(over.kills).toBeGreaterThanOrEqual(fewestKills);
  });
});

// What an instance was killed over is asked for again: this test begins where the desk has it.
async function taken(fleet: Fleet | undefined, webhook: PlainRequest): Promise<PlainReply> {
  for (;;) {
    const reply = await fleet?.proxy.handle(webhook);
    if (reply?.status === 200) return reply;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function killInTurn(fleet: Fleet, over: { isOver: boolean; kills: number }): Promise<void> {
  while (!over.isOver || over.kills < fewestKills) {
    await new Promise((resolve) => setTimeout(resolve, killEveryMs));
    const index = over.kills++ % 2;
    await fleet.at(index).kill();
    await fleet.startInstance(index);
  }
}

async function converseAll(fleet: Fleet, room: RoomServer): Promise<Talk[]> {
  const random = new Random(seed);
  const talks: Talk[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < conversations; index = next++) {
      talks.push(await converse(fleet, room, index, random));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return talks;
}

async function accountFor(fleet: Fleet, room: RoomServer, talks: Talk[]) {
  const found = {
    missing: [] as string[],
    unsent: [] as string[],
    doubled: [] as string[],
    misplaced: [] as string[],
    open: [] as string[],
    threads: room.threads.size,
  };
  for (const { visitor, chats, replies, unknown } of talks) {
    const { conversationId } = visitor;
    const session = await anyOf(fleet).session(conversationId);
    const thread = room.threads.get(session?.ref ?? '');
    found.missing.push(...chats.filter((text) => !thread?.texts.includes(text)));
    found.misplaced.push(...notInOrder(chats, thread));
    if (!thread?.isClosed || session?.state !== 'closed') found.open.push(conversationId);
    const shown = visitor.replies.map(({ body }) => body);
    found.unsent.push(...replies.filter((text) => !unknown.has(text) && !shown.includes(text)));
    found.doubled.push(...shown.filter((text, place) => shown.indexOf(text) !== place));
    const places = replies.map((text) => shown.indexOf(text)).filter((place) => place >= 0);
    if (places.some((place, index) => place < (places[index - 1] ?? 0))) found.misplaced.push(...shown);
  }
  return found;
}

// Those that came before an earlier one; what came again later is a repeat.
function notInOrder(chats: string[], thread: RoomThread | undefined): string[] {
  const places = chats.map((text) => thread?.texts.indexOf(text) ?? -1);
  return chats.filter((_, index) => (places[index] ?? 0) < (places[index - 1] ?? 0));
}

function anyOf({ up }: Fleet): InstanceProcess {
  const [first] = up;
  if (!first) throw new Error('no instance is up');
  return first;
}
