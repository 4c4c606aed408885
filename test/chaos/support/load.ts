import type { ApiFault, Visitor, WebhookFault } from 'gptbots-human/testing';
import { Random } from '../../../src/testing/random.ts';
import { replyThrough } from './agent.ts';
import type { Fleet } from './fleet.ts';

export interface LoadOptions {
  /** Makes its texts differ from those of another load on the same conversations. */
  name: string;
  /** In each conversation. */
  replies: number;
  chats: number;
  seed: number;
}

/** Opens the conversations of a load, without faults. */
export function openConversations({ platform }: Fleet, count: number): Promise<Visitor[]> {
  return Promise.all(Array.from({ length: count }, () => platform.visitor()));
}

// More at once only wait: the platform, the proxy and the agents of all instances are this one process.
const atOnce = 32;

/** In each conversation, the agent and the user write at the same time, through any of the instances. */
export async function talk(
  fleet: Fleet,
  visitors: Visitor[],
  { name, replies, chats, seed }: LoadOptions,
): Promise<void> {
  const random = new Random(seed);
  const waiting = [...visitors.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, visitor] = next;
      await Promise.all([
        agentWrites(fleet, visitor, texts(`r${name}`, index, replies), random),
        userWrites(fleet, visitor, texts(`c${name}`, index, chats), random),
      ]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

// One after another, and now and then several at once.
async function agentWrites(fleet: Fleet, { conversationId }: Visitor, all: string[], random: Random): Promise<void> {
  const any = () => fleet.up[Math.floor(random.next() * fleet.up.length)];
  for (const burst of bursts(all, random))
    await Promise.all(burst.map((text) => replyThrough(fleet, conversationId, text, any)));
}

async function userWrites({ account }: Fleet, visitor: Visitor, all: string[], random: Random): Promise<void> {
  for (const burst of bursts(all, random)) {
    const said = await Promise.all(burst.map((text) => visitor.say(text)));
    for (const [index, { delivered }] of said.entries()) {
      account.said(visitor.conversationId, burst[index] ?? '', delivered);
    }
  }
}

function texts(kind: string, conversation: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}.${conversation}.${index}`);
}

function bursts(all: string[], random: Random): string[][] {
  const left = [...all];
  const found: string[][] = [];
  while (left.length > 0) found.push(left.splice(0, 1 + Math.floor(random.next() * 4)));
  return found;
}

/** Faults of every kind on replies and chats, each by its chance. */
export function switchOnFaults({ platform }: Fleet, seed: number, { api, webhook }: Chances): void {
  const random = new Random(seed);
  platform.faults.api(({ name }) => (name === 'sendReply' ? pick(random, api) : undefined));
  platform.faults.webhook(({ name }) => (name === 'chat' ? pick(random, webhook) : undefined));
}

export interface Chances {
  api: Partial<Record<ApiFault, number>>;
  webhook: Partial<Record<WebhookFault, number>>;
}

function pick<Fault extends string>(random: Random, chances: Partial<Record<Fault, number>>): Fault | undefined {
  let rest = random.next();
  for (const fault of Object.keys(chances) as Fault[]) {
    rest -= chances[fault] ?? 0;
    if (rest < 0) return fault;
  }
  return undefined;
}
