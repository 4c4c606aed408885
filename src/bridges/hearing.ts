import type { Desk } from '../desk/desk.ts';
import type { Agent, Session } from '../desk/types.ts';
import { GptBotsHumanError, isGptBotsHumanError } from '../internal/error.ts';
import { KeyedQueue } from '../internal/keyed-queue.ts';
import { quotedId } from '../internal/quoted-id.ts';
import { pause } from '../internal/waiting.ts';
import type { HeardReply, ReplyStatus } from './connector.ts';
import type { GuardedConnector } from './guarded-connector.ts';
import type { Outcomes } from './outcomes.ts';
import { Patience } from './patience.ts';
import type { ReplyIds } from './reply-ids.ts';
import type { ReportBridgeError } from './reporter.ts';
import type { BridgeTexts } from './settings.ts';

/** What the way from the room to the desk needs. */
export interface HearingParts {
  desk: Desk;
  connector: GuardedConnector;
  outcomes: Outcomes;
  ids: ReplyIds;
  texts: BridgeTexts;
  report: ReportBridgeError;
  /** Aborts when the bridge stops. */
  signal(): AbortSignal;
}

// A room may tell of a thread before the thread is linked.
const findAgainMs = [200, 500, 1_500];
const maxStoreTries = 6;
const maxCloseTries = 10;

/** Does at the desk what agents do in the room. Its methods never reject. */
export class Hearing {
  readonly #parts: HearingParts;
  readonly #lines = new KeyedQueue();
  readonly #closing = new Map<string, Promise<void>>();

  constructor(parts: HearingParts) {
    this.#parts = parts;
  }

  /** An agent wrote. */
  async heard(ref: string, given: HeardReply): Promise<void> {
    try {
      const { id, text, agent } = given;
      await this.#parts.outcomes.once(ref, id, () => this.#reply(ref, { id, text, agent }));
    } catch (error) {
      this.#parts.report(error, undefined);
    }
  }

  /** An agent takes the session; resolves to whether it is theirs. */
  async taken(ref: string, agent: Agent): Promise<boolean> {
    const { desk, report, texts } = this.#parts;
    let session: Session | undefined;
    try {
      session = await this.#inTurn(ref, () => this.#find(ref));
      await desk.claim(session.conversationId, agent);
      return true;
    } catch (error) {
      const isTaken = isGptBotsHumanError(error) && error.kind === 'conflict';
      if (!isTaken) report(error, session?.conversationId);
      const by = isTaken && session && (await this.#ownerOf(session));
      if (session && by) await this.#note(ref, session, texts.taken(by, agent));
      return false;
    }
  }

  /** An agent closed the thread. */
  closed(ref: string, agent: Agent | undefined): Promise<void> {
    const known = this.#closing.get(ref);
    if (known) return known;
    const closing = this.#close(ref, agent).finally(() => this.#closing.delete(ref));
    this.#closing.set(ref, closing);
    return closing;
  }

  async #reply(ref: string, reply: HeardReply): Promise<void> {
    const { outcomes, report, signal } = this.#parts;
    const patience = new Patience(maxStoreTries, signal());
    const found: { session?: Session } = {};
    for (;;) {
      try {
        await (await this.#inTurn(ref, () => this.#send(ref, reply, found))).sending;
        await outcomes.tell(ref, { ...reply, status: 'sent' }, found.session?.conversationId);
        return;
      } catch (error) {
        const conversationId = found.session?.conversationId;
        report(error, conversationId);
        // The same id is one reply.
        if (isOf('store', error) && (await patience.pause(error))) continue;
        // It is in the outbox, and who settles it tells.
        if (isOf('aborted', error) && statusAfter(error) === 'unknown') return;
        const known = isGptBotsHumanError(error) ? error : undefined;
        await outcomes.tell(ref, { ...reply, status: statusAfter(error) }, conversationId, known);
        return;
      }
    }
  }

  // Resolves once the reply has its place: the next one comes after it.
  async #send(
    ref: string,
    { id, text, agent }: HeardReply,
    found: { session?: Session },
  ): Promise<{ sending: Promise<unknown> }> {
    const { desk, ids } = this.#parts;
    found.session = await this.#find(ref);
    const sending = desk.reply(found.session.conversationId, text, { id: ids.inDesk(id), agent });
    // It is awaited a little later.
    sending.catch(() => {});
    return { sending };
  }

  async #close(ref: string, agent: Agent | undefined): Promise<void> {
    const { desk, report, texts, signal } = this.#parts;
    const patience = new Patience(maxCloseTries, signal());
    for (;;) {
      let session: Session | undefined;
      try {
        session = await this.#inTurn(ref, () => this.#find(ref));
        await desk.close(session.conversationId, { agent, evenIfRefused: true });
        return;
      } catch (error) {
        report(error, session?.conversationId);
        if (isOf('not_found', error) || isOf('aborted', error)) return;
        if (await patience.pause(error)) continue;
        if (session && !signal().aborted) await this.#note(ref, session, texts.notClosed());
        return;
      }
    }
  }

  async #find(ref: string): Promise<Session> {
    const { desk, signal } = this.#parts;
    for (const ms of [...findAgainMs, 0]) {
      const session = await desk.find(ref);
      if (session) return session;
      if (ms > 0) await pause(ms, signal());
    }
    throw new GptBotsHumanError(
      `No session has the thread ${quotedId(ref)}. Nothing was sent. The session was forgotten, or has another thread by now, or this thread is none of this bridge.`,
      { kind: 'not_found', delivery: 'not_sent' },
    );
  }

  async #ownerOf({ conversationId }: Session): Promise<Agent | undefined> {
    return (await this.#parts.desk.session(conversationId).catch(() => undefined))?.agent;
  }

  // Tells the agents something.
  async #note(ref: string, session: Session, text: string): Promise<void> {
    const { connector, report } = this.#parts;
    const { conversationId } = session;
    const about = { id: crypto.randomUUID(), conversationId, seq: 0, order: 0, at: Date.now() };
    const message = { ...about, from: 'system', text, status: 'received' } as const;
    await connector.call('post', conversationId, ref, message, session).catch((error) => report(error, conversationId));
  }

  async #inTurn<T>(ref: string, act: () => Promise<T>): Promise<T> {
    await this.#lines.enter(ref)?.turn;
    try {
      return await act();
    } finally {
      this.#lines.leave(ref);
    }
  }
}

function isOf(kind: GptBotsHumanError['kind'], error: unknown): boolean {
  return isGptBotsHumanError(error) && error.kind === kind;
}

function statusAfter(error: unknown): ReplyStatus {
  return isGptBotsHumanError(error) && error.delivery === 'unknown' ? 'unknown' : 'failed';
}
