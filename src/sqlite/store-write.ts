import type { Committed, NewEvent, Write } from '../desk/store/database.ts';
import { encodeMessage } from '../desk/store/message-layout.ts';
import type { Message } from '../desk/types.ts';
import type { Opened } from './open-tables.ts';
import { toSqliteText } from './text.ts';

/** Stores what a step has changed, inside a transaction. */
export function storeWrite(opened: Opened, write: Write): Committed {
  const { statements, meta } = opened;
  const { conversationId, expected, revision, head } = write;
  if (Date.now() > write.notAfter) return 'late';
  const id = toSqliteText(conversationId);
  const row =
    expected === undefined
      ? statements.addSession.get(id, revision, head)
      : statements.changeSession.get(revision, head, id, expected);
  if (!row) return 'stale';
  const session = Number(row.session);
  changeLists(opened, session, write.lists);
  for (const message of write.messages) saveMessage(opened, session, message);
  saveEvents(opened, write.events);
  return { position: meta.newest };
}

function changeLists({ statements, meta }: Opened, session: number, lists: Write['lists']): void {
  const { state, stateBefore, user, ref, labels, line, wakeAt, orphan } = lists;
  if (state !== undefined) {
    statements.setState.run(state, meta.next(), session);
    meta.counts[state]++;
    if (stateBefore !== undefined) meta.counts[stateBefore]--;
  }
  if (user !== undefined) statements.setUser.run(toSqliteText(user), meta.next(), session);
  if (ref !== undefined) statements.setRef.run(toSqliteText(ref), meta.next(), session);
  for (const list of labels?.left ?? []) statements.removeLabel.run(session, toSqliteText(list));
  for (const list of labels?.joined ?? []) statements.addLabel.run(toSqliteText(list), meta.next(), session);
  if (line !== undefined) statements.setLine.run(line, session);
  if (wakeAt !== undefined) statements.setWakeAt.run(wakeAt, session);
  if (orphan !== undefined) statements.setOrphan.run(orphan ? 1 : null, session);
}

function saveMessage({ statements }: Opened, session: number, message: Message): void {
  const { seq, id, from, order, at } = message;
  const userAt = from === 'user' && order > 0 ? at : null;
  statements.saveMessage.run(session, seq, toSqliteText(id), userAt, encodeMessage(message));
}

/** Gives events their positions. */
export function saveEvents({ statements, meta }: Opened, events: NewEvent[]): void {
  for (const { conversationId, type, at, data } of events) {
    statements.addEvent.run(meta.next(), toSqliteText(conversationId), type, at, data);
    meta.events++;
  }
}
