import type { Visitor } from 'gptbots-human/testing';
import type { Random } from '../../../src/testing/random.ts';
import type { Fleet } from './fleet.ts';
import type { RoomServer } from './room-server.ts';

/** What was said in a conversation, and what became of it. */
export interface Talk {
  visitor: Visitor;
  chats: string[];
  replies: string[];
  /** Replies of which the agent was told that the customer may have got them. */
  unknown: Set<string>;
}

const patienceMs = 120_000;
const againAfterMs = 15_000;

/** A conversation from its handoff to its end: both write, and one of them ends it. */
export async function converse(fleet: Fleet, room: RoomServer, index: number, random: Random): Promise<Talk> {
  const visitor = await fleet.platform.visitor({ transcript: [{ message_type: 'QUESTION', text: `q${index}` }] });
  const texts = (kind: string) => [0, 1, 2].map((number) => `${kind}.${index}.${number}`);
  const talk: Talk = { visitor, chats: texts('c'), replies: texts('r'), unknown: new Set() };
  await Promise.all([visitorWrites(talk), agentWrites(fleet, room, talk)]);
  // Now and then an agent deletes the thread, and the visitor has one thing more to say.
  if (random.next() < 0.1) {
    room.threads.delete(await threadOf(fleet, talk));
    const last = `c.${index}.last`;
    await visitor.say(last);
    talk.chats.push(last);
  }
  if (random.next() < 0.5) await visitor.leave();
  else await agentCloses(fleet, room, talk);
  return talk;
}

async function visitorWrites({ visitor, chats }: Talk): Promise<void> {
  for (const text of chats) {
    const { delivered } = await visitor.say(text);
    if (!delivered) throw new Error(`the proxy had somebody take ${text}`);
  }
}

async function agentWrites(fleet: Fleet, room: RoomServer, talk: Talk): Promise<void> {
  for (const text of talk.replies) {
    const ref = await threadOf(fleet, talk);
    const id = await room.write(ref, text);
    const end = performance.now() + patienceMs;
    let againAt = Number.POSITIVE_INFINITY;
    for (;;) {
      const outcome = room.outcomes.get(id);
      if (outcome === 'unknown') talk.unknown.add(text);
      if (outcome === 'sent' || outcome === 'unknown') break;
      // Once more, when nothing comes of it: the instance that was told may have been killed over it.
      if (outcome === 'failed' || performance.now() > againAt) {
        room.outcomes.delete(id);
        await room.again(ref, id);
        againAt = performance.now() + againAfterMs;
      }
      if (performance.now() > end)
        throw new Error(`nobody told what became of ${text} in thread ${ref}, ${await stoodAs(fleet, talk, id)}`);
      await pause(50);
    }
  }
}

async function stoodAs(fleet: Fleet, { visitor }: Talk, id: string): Promise<string> {
  const transcript = await fleet.up[0]?.transcript(visitor.conversationId);
  const session = await fleet.up[0]?.session(visitor.conversationId);
  const message = transcript?.find((one) => one.id === `room:${id}`);
  return `which is ${message ? `stored as ${message.status}` : 'not stored'}, in thread ${session?.ref}, ${session?.state}`;
}

// An agent who sees that the conversation goes on closes it again.
async function agentCloses(fleet: Fleet, room: RoomServer, talk: Talk): Promise<void> {
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    await room.close(await threadOf(fleet, talk));
    for (let waited = 0; waited < 50; waited++) {
      if (talk.visitor.status === 'closed') return;
      await pause(100);
    }
  }
  throw new Error('the conversation could not be closed');
}

async function threadOf(fleet: Fleet, { visitor: { conversationId } }: Talk): Promise<string> {
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    const session = await fleet.up[0]?.session(conversationId).catch(() => undefined);
    if (session?.ref !== undefined) return session.ref;
    await pause(50);
  }
  throw new Error('no thread was opened');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
