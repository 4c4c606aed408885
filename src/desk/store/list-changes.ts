import type { Head } from '../rules/head.ts';
import { isInLine } from '../rules/waiting.ts';
import type { SessionState } from '../types.ts';
import type { ListChanges } from './database.ts';
import { labelList } from './page.ts';

/** Where a conversation stands, apart from when it is due. */
export interface Places {
  state: SessionState;
  orphan: boolean;
  user: string | undefined;
  ref: string | undefined;
  /** The lists of its labels. */
  labels: readonly string[];
  /** In the line, if it stands there. */
  line: number | undefined;
}

const noLists: readonly string[] = [];

/** Where a conversation stands as its head is now. */
export function placesOf(head: Head): Places {
  const { state, orphan, user, ref, labels, openedAt } = head.session;
  return {
    state,
    orphan: orphan === true,
    user: user.key,
    ref,
    labels: labels.length === 0 ? noLists : labels.map((label) => labelList(state, label)),
    line: isInLine(head) ? openedAt : undefined,
  };
}

/** What has to be changed for a conversation to stand where it is to stand. */
export function listChanges(before: Places | undefined, now: Places): ListChanges {
  const changes: ListChanges = {};
  if (now.state !== before?.state) {
    changes.state = now.state;
    changes.stateBefore = before?.state;
  }
  if (now.orphan !== (before?.orphan ?? false)) changes.orphan = now.orphan;
  if (now.user !== undefined && now.user !== before?.user) changes.user = now.user;
  if (now.ref !== undefined && now.ref !== before?.ref) changes.ref = now.ref;
  const labelsBefore = before?.labels ?? noLists;
  const joined = now.labels.filter((list) => !labelsBefore.includes(list));
  const left = labelsBefore.filter((list) => !now.labels.includes(list));
  if (joined.length > 0 || left.length > 0) changes.labels = { joined, left };
  if (now.line !== before?.line) changes.line = now.line ?? null;
  return changes;
}
