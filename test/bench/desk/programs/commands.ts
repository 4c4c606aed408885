import { openDesk } from '../open-desk.ts';
import { openTap } from '../redis-tap.ts';
import { idOf, sendChat, sendEstablish } from '../visitors.ts';

/** What one message cost. */
export interface CountedCommands {
  kind: string;
  commands: number;
  roundTrips: number;
}

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
