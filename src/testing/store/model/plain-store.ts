import type { Change, OutboxWork, Session } from '../../../desk/index.ts';
import type { Head } from '../../../desk/rules/head.ts';
import { rules } from '../../../desk/rules/index.ts';
import type { StepContext } from '../../../desk/rules/step.ts';
import type { ModelStep } from './actions.ts';
import { asSession } from './as-session.ts';
import { PlainMessages } from './plain-messages.ts';

export const modelTimes = {
  waitTimeoutMs: 60_000,
  idleTimeoutMs: 600_000,
  orphanTimeoutMs: 600_000,
  remindFirstReplyMs: 20_000,
  remindReplyMs: 50_000,
};
export const modelRetentionMs = 1_200_000;
export const modelLeaseMs = 10_000;

/** What was kept of a conversation, and when it came into the lists it is in. */
interface KeptByModel {
  head: Head;
  messages: PlainMessages;
  statePlace: number;
  userPlace: number;
  /** When it came into the list of each label in its state. */
  labelPlaces: Map<string, number>;
}

/** A list that a store can be asked for. */
export interface ModelList {
  state?: Session['state'];
  userKey?: string;
  label?: string;
}

/** The rules, run on a plain map: what every store has to say the same as. */
export class PlainStore {
  // Whole seconds: a store may look at nothing finer for what is due.
  now = 1_750_000_000_000;
  readonly kept = new Map<string, KeptByModel>();
  /** Of each conversation, also of those that are forgotten. */
  readonly events = new Map<string, { at: number; change: Change }[]>();
  /** What was given to send, the newest last. */
  readonly works: OutboxWork[] = [];
  readonly #counts: Map<string, number>;
  readonly #linked = new Map<string, string[]>();
  #places = 0;

  /** @param counts what came up, and how often */
  constructor(counts: Map<string, number>) {
    this.#counts = counts;
  }

  /** Of all conversations. */
  get eventCount(): number {
    return [...this.events.values()].reduce((sum, { length }) => sum + length, 0);
  }

  step({ name, conversationId, turn, rule }: ModelStep) {
    const known = this.kept.get(conversationId);
    const before = known && { state: known.head.session.state, sending: known.head.sending };
    const conversation = { head: known?.head, messages: known?.messages ?? new PlainMessages() };
    const step = rule(conversation, this.#context(turn));
    if (step.work && !this.works.some(({ turn }) => turn === step.work?.turn)) this.works.push(step.work);
    if (conversation.head) this.#keep(conversation.head, conversation.messages, step.changes, ++this.#places);
    this.#count(`${name} ${step.outcome}`);
    if (step.work) this.#count(`${name} next`);
    if (name === 'settle' && before && !before.sending && step.changes.length > 0) this.#count('settle too late');
    if (name === 'chat' && before?.state === 'closed' && step.changes.length === 2) this.#count('chat reopens');
    for (const change of step.changes) this.#countChange(name, change);
    return step;
  }

  sweep(): { changes: Change[]; waiting: string[] } {
    const place = ++this.#places;
    const found = [...this.kept].map(([id, { head, messages }]) => {
      const { session, sending } = head;
      const isDeadOrphan = session.orphan && (session.closeReason === 'abandoned' || session.lastSeq === 0);
      const keptMs = isDeadOrphan ? modelTimes.orphanTimeoutMs : modelRetentionMs;
      if (session.closedAt !== undefined && session.closedAt + keptMs <= this.now && !sending) {
        this.kept.delete(id);
        this.#count('sweep forgotten');
        return { id, changes: [], outcome: 'swept' };
      }
      const { outcome, changes } = rules.sweep({ head, messages }, { conversationId: id }, this.#context(''));
      this.#keep(head, messages, changes, place);
      for (const change of changes) this.#countChange('sweep', change);
      if (outcome === 'waiting') this.#count(head.outbox[0] === 0 ? 'sweep close put back' : 'sweep waiting');
      return { id, changes, outcome };
    });
    return {
      changes: found.flatMap(({ changes }) => changes),
      waiting: found.flatMap(({ id, outcome }) => (outcome === 'waiting' ? [id] : [])),
    };
  }

  /** The session that was linked last to a ticket, if it still is. */
  find(ref: string): Session | undefined {
    const linked = this.#linked.get(ref) ?? [];
    const found = linked.map((id) => this.kept.get(id)?.head.session).findLast((session) => session?.ref === ref);
    return found && asSession(found);
  }

  /** Those of a list with their places in it, in order. Of the same place: in any order. */
  list(by: ModelList): { place: number; session: Session }[] {
    const placeOf = ({ statePlace, userPlace, labelPlaces }: KeptByModel) => {
      if (by.userKey !== undefined) return userPlace;
      return by.label === undefined ? statePlace : (labelPlaces.get(by.label) ?? 0);
    };
    const isIn = ({ session }: Head) =>
      (by.state ?? session.state) === session.state &&
      (by.userKey ?? session.user.key) === session.user.key &&
      (by.label === undefined || session.labels.includes(by.label));
    return this.#sorted(placeOf, isIn).map((kept) => ({
      place: placeOf(kept),
      session: asSession(kept.head.session),
    }));
  }

  /** How many are in each state. */
  get stateCounts(): Record<Session['state'], number> {
    const count = (state: Session['state']) => this.list({ state }).length;
    return { waiting: count('waiting'), connected: count('connected'), closed: count('closed') };
  }

  /** The ids of those who wait for the first reply: no orphans, and nobody who is turned away. */
  get line(): string[] {
    const inLine = [...this.kept.values()].filter(({ head: { session, turnsAway } }) => {
      return session.state === 'waiting' && !session.orphan && !turnsAway;
    });
    const standing = inLine.map(({ head: { session }, statePlace }) => ({ ...session, statePlace }));
    standing.sort((a, b) => a.openedAt - b.openedAt || a.statePlace - b.statePlace);
    return standing.map(({ conversationId }) => conversationId);
  }

  #sorted(placeOf: (kept: KeptByModel) => number, isIn: (head: Head) => boolean): KeptByModel[] {
    return [...this.kept.values()].filter((kept) => isIn(kept.head)).sort((a, b) => placeOf(a) - placeOf(b));
  }

  #context(turn: string): StepContext {
    return { ...modelTimes, now: this.now, turn, leaseMs: modelLeaseMs };
  }

  #keep(head: Head, messages: PlainMessages, changes: Change[], place: number): void {
    const { conversationId, state, user, ref, labels } = head.session;
    const before = this.kept.get(conversationId);
    const was = this.#last.get(head);
    this.kept.set(conversationId, {
      head,
      messages,
      statePlace: before && was?.state === state ? before.statePlace : place,
      userPlace: before && was?.userKey === user.key ? before.userPlace : place,
      labelPlaces: new Map(
        labels.map((label) => [label, (was?.state === state && before?.labelPlaces.get(label)) || place]),
      ),
    });
    if (ref !== undefined && was?.ref !== ref) {
      const others = (this.#linked.get(ref) ?? []).filter((id) => id !== conversationId);
      this.#linked.set(ref, [...others, conversationId]);
    }
    this.#last.set(head, { state, userKey: user.key, ref });
    const events = this.events.get(conversationId) ?? [];
    this.events.set(conversationId, events);
    for (const change of changes) events.push({ at: this.now, change });
  }

  // The rules change a conversation in place: this is what it was.
  readonly #last = new WeakMap<Head, { state: string; userKey: string | undefined; ref: string | undefined }>();

  #countChange(name: string, change: Change): void {
    if (change.type === 'closed') this.#count(`${name} ${change.session.closeReason}`);
    if (change.type === 'settled') this.#count(`${name} ${change.message.status}`);
    if (change.type !== 'message') return;
    if (change.message.late) this.#count(`${name} late`);
    if (!Number.isInteger(change.message.order)) this.#count(`${name} out of order`);
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}
