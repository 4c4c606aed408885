import { runCalls } from '../../in-child.ts';
import { atOnce, concurrency, establishAll, idOf, openDesk } from './open-desk.ts';

const limit = 50;

/** The first page of a list by label, and of one by state. Both list all sessions there are. */
export async function lists(): Promise<void> {
  const sessions = Number(process.env.BENCH_SESSIONS);
  const { desk } = await openDesk();
  await establishAll(desk, sessions);
  await atOnce(concurrency, sessions, async (n) => {
    await desk.label(idOf(n), { add: ['billing'] });
  });

  runCalls(1, async (_, what) => {
    const query = what === 'label' ? { label: 'billing', state: 'waiting' as const } : { state: 'waiting' as const };
    const page = await desk.sessions({ ...query, limit });
    if (page.sessions.length !== limit) throw new Error(`expected ${limit} sessions, got ${page.sessions.length}`);
  });
}
