import type { Desk } from '../desk/desk.ts';
import type { Session } from '../desk/types.ts';
import type { HeardReply } from './connector.ts';
import type { GuardedConnector } from './guarded-connector.ts';
import { Patience } from './patience.ts';
import type { ReplyIds } from './reply-ids.ts';
import type { ReportBridgeError } from './reporter.ts';
import { ThreadGone } from './thread-gone.ts';

/** What asking for missed words needs. */
export interface MissedParts {
  desk: Desk;
  connector: GuardedConnector;
  ids: ReplyIds;
  report: ReportBridgeError;
  /** Hears a reply, and goes on meanwhile. */
  hear(ref: string, reply: HeardReply): void;
}

const maxTries = 4;
const pageSize = 1_000;
const atOnce = 4;
// The follower asks too, when it begins, and that is mostly at the same time.
const sharedMs = 30_000;

/** Asks the room for what agents wrote while nobody listened. */
export class Missed {
  readonly #parts: MissedParts;
  readonly #asked = new Map<string, { answer: Promise<void>; at: number }>();

  constructor(parts: MissedParts) {
    this.#parts = parts;
  }

  /** Asks for every open session that has a thread. Never rejects. */
  async askAll(signal: AbortSignal): Promise<void> {
    const { desk, connector, report } = this.#parts;
    if (!connector.has('missed')) return;
    try {
      for (const state of ['waiting', 'connected'] as const) {
        let page: string | undefined;
        do {
          const found = await desk.sessions({ state, page });
          const sessions = found.sessions.values();
          await Promise.all(Array.from({ length: atOnce }, () => this.#askEach(sessions, signal)));
          page = found.next;
        } while (page !== undefined && !signal.aborted);
      }
    } catch (error) {
      if (!signal.aborted) report(error, undefined);
    }
  }

  /** Asks for one session, unless that was just done. @throws {ThreadGone} as the connector did; what else fails is told */
  async askOnce(ref: string, session: Session): Promise<void> {
    try {
      await this.#shared(ref, session);
    } catch (error) {
      if (error instanceof ThreadGone) throw error;
      this.#parts.report(error, session.conversationId);
    }
  }

  /** The next start asks again. */
  clear(): void {
    this.#asked.clear();
  }

  #shared(ref: string, session: Session): Promise<void> {
    if (!this.#parts.connector.has('missed')) return Promise.resolve();
    const now = performance.now();
    for (const [key, { at }] of this.#asked) {
      if (now - at > sharedMs) this.#asked.delete(key);
      else break;
    }
    const known = this.#asked.get(ref);
    if (known) return known.answer;
    const answer = this.#ask(ref, session);
    answer.catch((error) => {
      if (!(error instanceof ThreadGone)) this.#asked.delete(ref);
    });
    this.#asked.set(ref, { answer, at: now });
    return answer;
  }

  async #askEach(sessions: Iterator<Session>, signal: AbortSignal): Promise<void> {
    for (let next = sessions.next(); !next.done && !signal.aborted; next = sessions.next()) {
      const { ref } = next.value;
      if (ref !== undefined) await this.#askPatiently(ref, next.value, signal);
    }
  }

  async #askPatiently(ref: string, session: Session, signal: AbortSignal): Promise<void> {
    const patience = new Patience(maxTries, signal);
    for (;;) {
      try {
        return await this.#shared(ref, session);
      } catch (error) {
        // The follower opens a new one.
        if (error instanceof ThreadGone) return;
        this.#parts.report(error, session.conversationId);
        if (!(await patience.pause(error))) return;
      }
    }
  }

  async #ask(ref: string, session: Session): Promise<void> {
    const { connector, hear } = this.#parts;
    const { conversationId } = session;
    const found = (await connector.call('missed', conversationId, ref, session)) ?? [];
    if (found.length === 0) return;
    const known = await this.#known(conversationId);
    for (const reply of found) {
      if (!known.has(reply.id)) hear(ref, reply);
    }
  }

  // What was heard already.
  async #known(conversationId: string): Promise<Set<string | undefined>> {
    const { desk, ids } = this.#parts;
    const known = new Set<string | undefined>();
    for (let after = 0; ; ) {
      const page = await desk.transcript(conversationId, { after, limit: pageSize });
      for (const { id } of page) known.add(ids.inRoom(id));
      if (page.length < pageSize) return known;
      after = page.at(-1)?.seq ?? after;
    }
  }
}
