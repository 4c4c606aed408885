import { idOf, openDesk, sendChat, sendEstablish } from './open-desk.ts';
import { openTap } from './redis-tap.ts';

/** What one message cost. */
export interface CountedCommands {
  kind: string;
  commands: number;
  roundTrips: number;
}

/** Prints a list of these, for so many conversations, one message after another. */
export async function commands(): Promise<void> {
  const conversations = 31;
  const tap = await openTap(Number(new URL(process.env.BENCH_URL ?? '').port));
  const url = `redis://127.0.0.1:${tap.port}`;
  const { desk, close } = await openDesk({ url, greeting: 'One minute, please.' });
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
