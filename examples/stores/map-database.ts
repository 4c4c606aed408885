// A database of your own for `databaseStore`, here on maps. Every method is one transaction: in JavaScript, what awaits nothing is.
import type { DeskDatabase, EventsRead, ListName, Message, NewEvent, Write } from 'gptbots-human/desk';

interface Row {
  head: string;
  revision: string;
  messages: Message[];
  wakeAt: number | null;
  isOrphan?: boolean;
  places: { [list in 'state' | 'user' | 'ref']?: Place };
  labels: Place[];
  line?: number | null;
}

interface Place {
  value: string;
  place: number;
}

export function mapDatabase(now: () => number = Date.now): DeskDatabase {
  const rows = new Map<string, Row>();
  const followers = new Map<string, { state: string; revision: string }>();
  let events: (NewEvent & { position: string })[] = [];
  let places = 0;
  let count = 0;
  // Of this database, and of the same width, so that they sort as text.
  const id = crypto.randomUUID();
  const positionOf = (number: number) => `${id}-${String(number).padStart(16, '0')}`;
  let trimmed = positionOf(0);

  const position = () => positionOf(count);
  const addEvents = (added: NewEvent[]) => {
    for (const event of added) events.push({ ...event, position: positionOf(++count) });
  };

  function store(row: Row, { head, revision, messages, lists }: Write): void {
    Object.assign(row, { head, revision });
    for (const message of messages) row.messages[message.seq - 1] = { ...message };
    for (const list of ['state', 'user', 'ref'] as const) {
      const value = lists[list];
      if (value !== undefined) row.places[list] = { value, place: ++places };
    }
    const { joined = [], left = [] } = lists.labels ?? {};
    row.labels = row.labels.filter(({ value }) => !left.includes(value));
    for (const value of joined) row.labels.push({ value, place: ++places });
    if (lists.line !== undefined) row.line = lists.line;
    if (lists.wakeAt !== undefined) row.wakeAt = lists.wakeAt;
    if (lists.orphan !== undefined) row.isOrphan = lists.orphan;
  }

  const inList = (list: ListName | 'ref', value: string, after: number) => {
    const found = [...rows].flatMap(([conversationId, { head, places, labels }]) => {
      const at = list === 'label' ? labels.find((label) => label.value === value) : places[list];
      return at && at.value === value && at.place > after ? [{ conversationId, head, place: at.place }] : [];
    });
    return found.sort((one, other) => one.place - other.place);
  };

  return {
    name: 'The map',

    async load(conversationId, { ids, seqs, around }) {
      const row = rows.get(conversationId);
      if (!row) return { now: now(), position: position() };
      const { head, revision } = row;
      const messages = row.messages.filter(({ id, seq }) => ids.includes(id) || seqs.includes(seq)).map(copy);
      const kept = { head, revision, messages, around: around === undefined ? undefined : neighbours(row, around) };
      return { now: now(), position: position(), kept };
    },

    async commit(write) {
      const row = rows.get(write.conversationId);
      if (row?.revision !== write.expected) return 'stale';
      if (now() > write.notAfter) return 'late';
      const kept = row ?? { head: '', revision: '', messages: [], wakeAt: null, places: {}, labels: [] };
      store(kept, write);
      rows.set(write.conversationId, kept);
      addEvents(write.events);
      return { position: position() };
    },

    async erase(conversationId, revision, event) {
      if (rows.get(conversationId)?.revision !== revision) return false;
      rows.delete(conversationId);
      events = events.filter((one) => one.conversationId !== conversationId);
      if (event) addEvents([event]);
      return true;
    },

    async due(before, limit) {
      const time = before ?? now();
      const due = [...rows].filter(([, { wakeAt }]) => wakeAt !== null && wakeAt <= time);
      const isOpen = ({ places }: Row) => (places.state?.value === 'closed' ? 0 : 1);
      due.sort(([, one], [, other]) => isOpen(one) - isOpen(other));
      return { now: now(), conversationIds: due.slice(0, limit).map(([conversationId]) => conversationId) };
    },

    list: async (list, value, after, limit) => inList(list, value, after).slice(0, limit),

    async counts() {
      const count = (state: string) => inList('state', state, 0).length;
      return { waiting: count('waiting'), connected: count('connected'), closed: count('closed') };
    },

    async line(conversationId) {
      const standing = [...rows].flatMap(([id, { line, places }]) =>
        typeof line === 'number' ? [{ id, line, place: places.state?.place ?? 0 }] : [],
      );
      standing.sort((one, other) => one.line - other.line || one.place - other.place);
      const before = standing.findIndex(({ id }) => id === conversationId);
      return { length: standing.length, before: before < 0 ? undefined : before };
    },

    find: async (ref) => inList('ref', ref, 0).at(-1),

    orphans: async () => [...rows.values()].filter(({ isOrphan }) => isOrphan).length,

    async messages(conversationId, after, limit) {
      return rows
        .get(conversationId)
        ?.messages.slice(after, after + limit)
        .map(copy);
    },

    async events(after, limit): Promise<EventsRead | 'gone'> {
      if (after === undefined) return { events: [], position: position() };
      if (!/-\d{16}$/.test(after) || after < trimmed || after > position()) return 'gone';
      const found = events.filter((event) => event.position > after).slice(0, limit);
      return { events: found, position: found.at(-1)?.position ?? position() };
    },

    oldest: async () => trimmed,

    async trim(before, max) {
      const gone = events.filter(({ at }, index) => at < before || index < events.length - max);
      trimmed = gone.at(-1)?.position ?? trimmed;
      events = events.filter((event) => event.position > trimmed);
    },

    follower: async (name) => ({ now: now(), kept: followers.get(name) }),

    async saveFollower(name, state, revision, expected) {
      if (followers.get(name)?.revision !== expected) return false;
      followers.set(name, { state, revision });
      return true;
    },
  };
}

function neighbours({ messages }: Row, at: number) {
  const byTime = messages
    .filter(({ from, order }) => from === 'user' && order > 0)
    .sort((one, other) => one.at - other.at || one.seq - other.seq);
  const after = byTime.find((message) => message.at > at);
  const before = byTime.findLast((message) => message.at <= at);
  return { before: before && copy(before), after: after && copy(after) };
}

function copy(message: Message): Message {
  return { ...message };
}
