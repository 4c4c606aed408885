import { establishAll, idOf, openDesk, sendChat } from './open-desk.ts';

const followers = 200;

/**
 * Prints the CPU time of this process for each event and follower, in microseconds: of so many who follow in one process, less
 * what the same messages cost when nobody follows.
 */
export async function manyFollowers(): Promise<void> {
  const count = Number(process.env.BENCH_EVENTS);
  const { desk, close } = await openDesk();
  await establishAll(desk, 1);
  let sent = 0;

  const play = async (followed: number): Promise<number> => {
    const over = new AbortController();
    const { cursor } = await desk.sessions();
    let left = followed * count;
    let allSeen = () => {};
    const seen = new Promise<void>((resolve) => {
      allSeen = resolve;
    });
    const following = Array.from({ length: followed }, async () => {
      for await (const _ of desk.events({ after: cursor, signal: over.signal })) if (--left === 0) allSeen();
    });
    const before = process.cpuUsage();
    for (let n = 0; n < count; n++) await sendChat(desk, idOf(0), sent++);
    if (followed > 0) await seen;
    const { user, system } = process.cpuUsage(before);
    over.abort();
    await Promise.all(following);
    return user + system;
  };

  const figures: number[] = [];
  // The first round is a warm-up.
  for (let round = 0; round < 6; round++) {
    const alone = await play(0);
    const figure = ((await play(followers)) - alone) / count / followers;
    if (round > 0) figures.push(figure);
  }
  console.log(JSON.stringify(figures));
  await close();
}
