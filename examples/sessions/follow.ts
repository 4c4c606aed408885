// Every change reaches `handle` at least once, also those made while this process was away.
import { setTimeout as pause } from 'node:timers/promises';
import { isGptBotsHumanError } from 'gptbots-human';
import type { Desk, DeskEvent, Session } from 'gptbots-human/desk';

/** What your database does. */
export interface Bookmark {
  load(): Promise<string | undefined>;
  save(cursor: string): Promise<void>;
}

export interface Follower {
  /** May hear of the same change twice: after a crash, before its cursor was saved. */
  handle(event: DeskEvent): Promise<void>;
  /** A session as it is now: at the beginning, and after the events that would tell of it were gone. */
  load(session: Session): Promise<void>;
}

export async function follow(desk: Desk, bookmark: Bookmark, follower: Follower, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const after = (await bookmark.load()) ?? (await loadAll(desk, bookmark, follower));
      for await (const event of desk.events({ after, signal })) {
        await follower.handle(event);
        await bookmark.save(event.cursor);
      }
    } catch (error) {
      if (!isGptBotsHumanError(error)) throw error;
      if (error.kind === 'cursor') await loadAll(desk, bookmark, follower);
      else if (error.kind === 'store') await pause(1_000, undefined, { signal }).catch(() => {});
      else throw error;
    }
  }
}

async function loadAll(desk: Desk, bookmark: Bookmark, follower: Follower): Promise<string> {
  // From the first page, so that nothing that happens while the others are read is missed.
  const { cursor, ...first } = await desk.sessions();
  for (let { sessions, next } = first; ; { sessions, next } = await desk.sessions({ page: next })) {
    for (const session of sessions) await follower.load(session);
    if (next === undefined) break;
  }
  await bookmark.save(cursor);
  return cursor;
}
