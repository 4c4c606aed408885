import type { Clock } from '../internal/clock.ts';
import { GptBotsHumanError, isGptBotsHumanError } from '../internal/error.ts';
import { unlessAborted } from '../internal/waiting.ts';
import { askInBetween } from './delivery/ask-in-between.ts';
import type { Outbox } from './delivery/outbox.ts';
import type { SendTurn, SendTurns } from './delivery/send-turns.ts';
import { theClose, type Wait, type Waiters, type WaitResult } from './delivery/waiters.ts';
import { refusal } from './errors.ts';
import type { DeskStore, Stepped } from './store/desk-store.ts';
import type { DeskTelemetry } from './telemetry.ts';
import type { Agent, Change, Message, Session } from './types.ts';

/** What agents' calls need of their desk. */
export interface AgentCallParts {
  store: DeskStore;
  sendTurns: SendTurns;
  waiters: Waiters;
  outbox: Outbox;
  clock: Clock;
  changed(changes: Change[]): void;
  telemetry: DeskTelemetry | undefined;
}

interface ReplyCall {
  conversationId: string;
  text: string;
  from: 'agent' | 'system';
  id?: string | undefined;
  agent?: Agent | undefined;
}

interface CloseCall {
  conversationId: string;
  farewell?: string | undefined;
  farewellId?: string | undefined;
  agent?: Agent | undefined;
  evenIfRefused?: boolean | undefined;
}

/** Agents' calls of a desk: reply, notify, close, and those that the store decides at once. */
export class AgentCalls {
  readonly #parts: AgentCallParts;

  constructor(parts: AgentCallParts) {
    this.#parts = parts;
  }

  async reply(
    { conversationId, text, from, id = crypto.randomUUID(), agent }: ReplyCall,
    signal: AbortSignal | undefined,
  ): Promise<Message> {
    const { store, sendTurns, waiters, telemetry } = this.#parts;
    if (signal?.aborted) throw refusal('given up', conversationId);
    const waiting = waiters.wait(conversationId, id);
    let stopAsking = () => {};
    try {
      const turn = sendTurns.next();
      // What is told before the store has answered may be the end of an earlier attempt.
      let isToldEarly = false;
      const answered = () => {
        isToldEarly = waiting.startOver();
      };
      const input = { conversationId, id, text, from, agent, origin: telemetry?.origin() };
      const ask = () => this.#ask(conversationId, turn, () => store.step('reply', input, turn.id), answered);
      const early = () => refusal('aborted early', conversationId);
      const step = await (signal ? unlessAborted(signal, ask, early) : ask()).catch((error) => {
        throw withDelivery(error);
      });
      switch (step.outcome) {
        case 'pending': {
          const found = isToldEarly && (await this.#lookUp(conversationId, step.message));
          if (found) return await this.#delivered(conversationId, id, found);
          // Another instance may send it.
          if (step.message?.seq !== step.work?.entry) {
            waiters.listen(step.cursor);
            stopAsking = this.#askInBetween(conversationId, id, () => this.#lookUp(conversationId, step.message));
          }
          return await this.#delivered(conversationId, id, await this.#settled(waiting, step.message, signal));
        }
        case 'sent':
          if (step.message) return step.message;
          throw refusal('unknown', conversationId);
        case 'conflict':
          throw refusal('other text', conversationId);
        default:
          throw refusal(step.outcome, conversationId);
      }
    } finally {
      stopAsking();
      waiting.leave();
    }
  }

  async close({ conversationId, farewell, farewellId, agent, evenIfRefused = false }: CloseCall): Promise<Session> {
    const { store, sendTurns, waiters, telemetry } = this.#parts;
    const origin = telemetry?.origin();
    const id = farewellId ?? crypto.randomUUID();
    let last = farewell === undefined ? undefined : { id, text: farewell, agent };
    for (;;) {
      const waiting = waiters.wait(conversationId, theClose);
      try {
        const turn = sendTurns.next();
        const step = await this.#ask(conversationId, turn, () =>
          store.step('requestClose', { conversationId, farewell: last, evenIfRefused, origin }, turn.id),
        );
        if (step.outcome === 'not_found') throw refusal('not_found', conversationId);
        if (step.session) return step.session;
        if (step.work === undefined || last) waiters.listen(step.cursor);
        const { session, error, isOver, isForgotten } = await waiting.outcome();
        if (session) return session;
        if (error) throw error;
        if (isOver) throw refusal('close aborted', conversationId);
        if (isForgotten) throw refusal('forgotten', conversationId);
        // Something else happened to the session, or the close failed elsewhere: it is asked for again, the farewell is not.
        last = undefined;
      } finally {
        waiting.leave();
      }
    }
  }

  /** Answers what a store has decided at once. */
  async decide(conversationId: string, step: Promise<Stepped<string>>): Promise<Session> {
    const { outcome, session, changes } = await step;
    this.#parts.changed(changes);
    if (session) return session;
    if (outcome === 'conflict') throw refusal('taken', conversationId);
    if (outcome === 'too many') throw refusal('too many labels', conversationId);
    throw refusal(outcome === 'closed' ? 'closed' : 'not_found', conversationId);
  }

  async #ask<Outcome extends string>(
    conversationId: string,
    turn: SendTurn,
    ask: () => Promise<Stepped<Outcome>>,
    answered = () => {},
  ): Promise<Stepped<Outcome>> {
    const { changed, outbox } = this.#parts;
    try {
      const step = await ask();
      answered();
      changed(step.changes);
      void outbox.run(step, turn);
      return step;
    } catch (error) {
      // The store may have done it all the same.
      if (isGptBotsHumanError(error) && error.kind === 'store') void outbox.recover(conversationId, turn);
      throw error;
    }
  }

  // What became of a stored reply. When events were missed, it is looked up in the store.
  async #settled(waiting: Wait, stored: Message | undefined, signal: AbortSignal | undefined): Promise<WaitResult> {
    const { store, waiters } = this.#parts;
    // A stored reply is still sent.
    const aborted = () => refusal('aborted', stored?.conversationId ?? '');
    for (;;) {
      const outcome = signal ? await unlessAborted(signal, waiting.outcome, aborted) : await waiting.outcome();
      // It may have failed before it was asked for again, and an event tells of that late: this instance may be behind.
      if (stored && outcome.message?.status === 'failed') {
        const found = await this.#lookUp(stored.conversationId, stored);
        if (found) return found;
        continue;
      }
      if (!stored || Object.keys(outcome).length > 0) return outcome;
      const cursor = await store.sessions({ limit: 1 }).then(
        (page) => page.cursor,
        () => undefined,
      );
      if (cursor === undefined) return { error: refusal('store away', stored.conversationId) };
      const found = await this.#lookUp(stored.conversationId, stored);
      if (found) return found;
      waiters.listen(cursor);
    }
  }

  // Nobody hears of a store that is away: it is asked now and then, so that an outage is not waited out.
  #askInBetween(conversationId: string, id: string, ask: () => Promise<WaitResult | undefined>): () => void {
    const { clock, waiters } = this.#parts;
    return askInBetween(clock, async () => {
      const found = await ask();
      // Of a session that was forgotten an event tells, unless the reply is just being sent from here.
      if (found && !found.isForgotten) waiters.tell(conversationId, id, found);
    });
  }

  // What became of a stored reply, as the store knows it; nothing while it is pending.
  async #lookUp(conversationId: string, stored: Message | undefined): Promise<WaitResult | undefined> {
    try {
      const query = { after: (stored?.seq ?? 1) - 1, limit: 1 };
      const [message] = (await this.#parts.store.transcript(conversationId, query)) ?? [];
      if (!message) return { isForgotten: true };
      return message.status === 'pending' ? undefined : { message };
    } catch {
      return { error: refusal('store away', conversationId) };
    }
  }

  // Another instance sends what a shutdown leaves, if the store outlives it; if not, it is taken back.
  async #givenUp(conversationId: string, id: string): Promise<'aborted' | 'shut down'> {
    const { store } = this.#parts;
    if (store.isDurable) return 'aborted';
    const { outcome } = await store.step('withdraw', { conversationId, id });
    return outcome === 'withdrawn' ? 'shut down' : 'aborted';
  }

  async #delivered(
    conversationId: string,
    id: string,
    { message, error, isOver, isForgotten }: WaitResult,
  ): Promise<Message> {
    if (error) throw error;
    if (isForgotten) throw refusal('forgotten', conversationId);
    if (isOver) throw refusal(await this.#givenUp(conversationId, id), conversationId);
    if (message?.status === 'sent') return message;
    if (message?.status !== 'failed') throw refusal('unknown', conversationId);
    const session = await this.#parts.store.session(conversationId).catch(() => undefined);
    throw refusal(session?.state === 'closed' ? 'closed' : 'not delivered', conversationId);
  }
}

// What a store says of a step does not say what it means for the customer.
function withDelivery(error: unknown): unknown {
  if (!isGptBotsHumanError(error) || error.kind !== 'store') return error;
  const { delivery, conversation_id, cause } = error;
  const what = delivery === 'unknown' ? 'may or may not get the message' : 'did not get the message';
  return new GptBotsHumanError(`${error.message} The customer ${what}.`, {
    kind: 'store',
    delivery,
    conversation_id,
    cause,
  });
}
