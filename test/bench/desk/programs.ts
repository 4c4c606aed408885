import { setTimeout as pause } from 'node:timers/promises';
import { conversationId, conversations, userText } from '../fixtures.ts';
import { programName, runCalls } from '../in-child.ts';
import { atOnce, concurrency, establishAll, idOf, openDesk, sendChat, sendEstablish } from './open-desk.ts';
import { openTap } from './redis-tap.ts';

/** What one message cost. */
export interface CountedCommands {
  kind: string;
  commands: number;
  roundTrips: number;
}

const programs = { chats, replies, stored, commands, sessions, events };

/** What the bench runs, each in a process of its own. */
export type DeskProgram = keyof typeof programs;

async function chats(): Promise<void> {
  const { desk } = await openDesk();
  await establishAll(desk, conversations, conversationId);

  runCalls(concurrency, (n) => sendChat(desk, conversationId(n), n));
}

async function replies(): Promise<void> {
  const { desk } = await openDesk();
  await establishAll(desk, conversations, conversationId);

  runCalls(concurrency, async (n) => {
    const { status } = await desk.reply(conversationId(n), userText);
    if (status !== 'sent') throw new Error(`expected a reply that was sent, got ${status}`);
  });
}

async function stored(): Promise<void> {
  const sessions = Number(process.env.BENCH_SESSIONS);

  // Elsewhere, for the compiler: whoever fills a large store has it warm by that.
  const elsewhere = await openDesk({ port: 0 });
  await establishAll(elsewhere.desk, 10_000);
  await atOnce(concurrency, 40_000, (n) => sendChat(elsewhere.desk, idOf(n % 10_000), n));
  await elsewhere.close();

  const { desk } = await openDesk();
  await establishAll(desk, sessions);

  // Anywhere in the store, as users come: what the processor has at hand does not help.
  runCalls(concurrency, (n) => sendChat(desk, idOf(Math.floor(Math.random() * sessions)), n));
}

async function commands(): Promise<void> {
  // Prints a list of these, for so many conversations, one message after another.
  const conversations = 31;
  const tap = await openTap(Number(process.env.BENCH_REDIS_PORT));
  const { desk, close } = await openDesk({ port: tap.port, greeting: 'One minute, please.' });
  const counted: CountedCommands[] = [];

  async function count(kind: string, message: () => Promise<unknown>): Promise<void> {
    tap.reset();
    await message();
    // The greeting is sent once establish was answered.
    await tap.quiet();
    counted.push({ kind, ...tap.counts() });
  }

  for (let n = 0; n < conversations; n++) {
    const id = idOf(n);
    await count('establish', () => sendEstablish(desk, id, n));
    await count('chat', () => sendChat(desk, id, n));
    await count('reply', () => desk.reply(id, 'Hello, this is Ann.'));
    await count('close', () => desk.close(id));
  }
  console.log(JSON.stringify(counted));
  await close();
  tap.close();
}

async function sessions(): Promise<void> {
  // Prints how much the heap grew by so many sessions, each with the two messages of its establish.
  const count = Number(process.env.BENCH_SESSIONS);
  const { desk, close } = await openDesk({ eventsMax: 1 });
  // What the first requests leave behind is not the sessions'.
  await establishAll(desk, 1_000, (n) => `first ${n}`);
  const before = heapBytes();
  await establishAll(desk, count);
  console.log(JSON.stringify({ bytes: heapBytes() - before }));
  await close();
}

function heapBytes(): number {
  if (!globalThis.gc) throw new Error('expected to be run with --expose-gc');
  for (let i = 0; i < 3; i++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}

async function events(): Promise<void> {
  // Prints how long each event took, in milliseconds. Both instances are in this process, so that one clock measures; each
  // has connections of its own.
  const one = await openDesk();
  const other = process.env.BENCH_REDIS_PORT ? await openDesk() : one;
  await establishAll(one.desk, 1);
  const { cursor } = await one.desk.sessions();
  const events = other.desk.events({ after: cursor })[Symbol.asyncIterator]();
  const count = Number(process.env.BENCH_EVENTS);
  const warmUp = 100;
  const delays: number[] = [];
  for (let n = 0; n < warmUp + count; n++) {
    const seen = events.next().then(() => performance.now());
    // Idle: whoever listens has nothing else to do, and waits.
    await pause(2);
    const sentAt = performance.now();
    const [seenAt] = await Promise.all([seen, sendChat(one.desk, idOf(0), n)]);
    if (n >= warmUp) delays.push(seenAt - sentAt);
  }
  console.log(JSON.stringify(delays));
  await events.return?.();
  await one.close();
  if (other !== one) await other.close();
}

// Given by the bench, which knows them by this type.
await programs[programName as DeskProgram]();
