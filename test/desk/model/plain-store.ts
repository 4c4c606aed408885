import {
  type Change,
  type Conversation,
  type OutboxWork,
  rules,
  type Session,
  type StepContext,
} from 'gptbots-human/desk';
import type { Step } from './actions.ts';
import { asSession } from './as-session.ts';

export const times = { waitTimeoutMs: 60_000, idleTimeoutMs: 600_000 };
export const retentionMs = 1_200_000;
export const leaseMs = 10_000;

/** What was kept of a conversation, and when it came into the lists it is in. */
interface Kept {
  conversation: Conversation;
  statePlace: number;
  userPlace: number;
}

/** The rules, run on a plain map: what every store has to say the same as. */
export class PlainStore {
  // Whole seconds: a store may look at nothing finer for what is due.
  now = 1_750_000_000_000;
  readonly kept = new Map<string, Kept>();
  /** Of each conversation, also of those that are forgotten. */
  readonly events = new Map<string, { at: number; change: Change }[]>();
  /** What was given to send, the newest last. */
  readonly works: OutboxWork[] = [];
  readonly #counts: Map<string, number>;
  readonly #linked = new Map<string, string>();
  #places = 0;

  /** @param counts what came up, and how often */
  constructor(counts: Map<string, number>) {
    this.#counts = counts;
  }

  step({ name, conversationId, turn, rule }: Step) {
    const known = this.kept.get(conversationId)?.conversation;
    const before = known && { state: known.session.state, sending: known.sending };
    const { conversation, ...step } = rule(known, this.#context(turn));
    if (step.work && !this.works.some(({ turn }) => turn === step.work?.turn)) this.works.push(step.work);
    if (conversation) this.#keep(conversation, step.changes, ++this.#places);
    this.#count(`${name} ${step.outcome}`);
    if (step.work) this.#count(`${name} next`);
    if (name === 'settle' && before && !before.sending && step.changes.length > 0) this.#count('settle too late');
    if (name === 'chat' && before?.state === 'closed' && step.changes.length === 2) this.#count('chat reopens');
    for (const change of step.changes) this.#countChange(name, change);
    return step;
  }

  sweep(): { changes: Change[]; waiting: string[] } {
    const place = ++this.#places;
    const found = [...this.kept].map(([id, { conversation }]) => {
      const { session, sending } = conversation;
      if (session.closedAt !== undefined && session.closedAt + retentionMs <= this.now && !sending) {
        this.kept.delete(id);
        this.#count('sweep forgotten');
        return { id, changes: [], outcome: 'swept' };
      }
      const { outcome, changes } = rules.sweep(conversation, undefined, this.#context(''));
      this.#keep(conversation, changes, place);
      for (const change of changes) this.#countChange('sweep', change);
      if (outcome === 'waiting') this.#count(conversation.outbox[0] === 0 ? 'sweep close put back' : 'sweep waiting');
      return { id, changes, outcome };
    });
    return {
      changes: found.flatMap(({ changes }) => changes),
      waiting: found.flatMap(({ id, outcome }) => (outcome === 'waiting' ? [id] : [])),
    };
  }

  /** The session that was linked last to a ticket, if it still is. */
  find(ref: string): Session | undefined {
    const { session } = this.kept.get(this.#linked.get(ref) ?? '')?.conversation ?? {};
    return session?.ref === ref ? asSession(session) : undefined;
  }

  /** Those of a list with their places in it, in order. Of the same place: in any order. */
  list(by: { state: Session['state'] } | { userKey: string }): { place: number; session: Session }[] {
    const placeOf = ({ statePlace, userPlace }: Kept) => ('state' in by ? statePlace : userPlace);
    const isIn = ({ session }: Conversation) =>
      'state' in by ? session.state === by.state : session.user.key === by.userKey;
    return this.#sorted(placeOf, isIn).map((kept) => ({
      place: placeOf(kept),
      session: asSession(kept.conversation.session),
    }));
  }

  #sorted(placeOf: (kept: Kept) => number, isIn: (conversation: Conversation) => boolean): Kept[] {
    return [...this.kept.values()].filter((kept) => isIn(kept.conversation)).sort((a, b) => placeOf(a) - placeOf(b));
  }

  #context(turn: string): StepContext {
    return { ...times, now: this.now, turn, leaseMs };
  }

  #keep(conversation: Conversation, changes: Change[], place: number): void {
    const { conversationId, state, user, ref } = conversation.session;
    const before = this.kept.get(conversationId);
    const was = this.#last.get(conversation);
    this.kept.set(conversationId, {
      conversation,
      statePlace: before && was?.state === state ? before.statePlace : place,
      userPlace: before && was?.userKey === user.key ? before.userPlace : place,
    });
    if (ref !== undefined && was?.ref !== ref) this.#linked.set(ref, conversationId);
    this.#last.set(conversation, { state, userKey: user.key, ref });
    const events = this.events.get(conversationId) ?? [];
    this.events.set(conversationId, events);
    for (const change of changes) events.push({ at: this.now, change });
  }

  // The rules change a conversation in place: this is what it was.
  readonly #last = new WeakMap<Conversation, { state: string; userKey: string | undefined; ref: string | undefined }>();

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
