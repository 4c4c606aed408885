import { runCalls } from '../../in-child.ts';
import { atOnce, establishAll, idOf, openDesk, sendChat } from './open-desk.ts';

// A short conversation grows with each call: after so many, another one has its turn.
const callsInARow = 5;
// Of the platform, so that others fit in between.
const momentsApart = 10;

/** One call after another, each in a conversation of as many messages as the bench says. */
export async function longConversation(): Promise<void> {
  const length = Number(process.env.BENCH_LENGTH);
  const conversations = Number(process.env.BENCH_CONVERSATIONS);
  const { desk } = await openDesk();
  const latest = new Map<string, number>();
  await establishAll(desk, conversations);
  await atOnce(16, conversations, async (conversation) => {
    // It began with two.
    for (let message = 2; message < length; message++) await chat(idOf(conversation));
  });

  runCalls(1, async (n, what) => {
    const id = idOf(Math.floor(n / callsInARow) % conversations);
    if (what === 'chat') await chat(id);
    else if (what === 'late chat') await lateChat(id, n);
    else await desk.reply(id, 'Hello, this is Ann.');
  });

  function chat(id: string): Promise<void> {
    const at = (latest.get(id) ?? 0) + momentsApart;
    latest.set(id, at);
    return sendChat(desk, id, at);
  }

  function lateChat(id: string, n: number): Promise<void> {
    const at = Math.floor(Math.random() * (latest.get(id) ?? 0));
    return sendChat(desk, id, at, `Message ${n}, which was on its way for long.`);
  }
}
