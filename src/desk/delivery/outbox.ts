import { type Clock, monotonicNow } from '../../internal/clock.ts';
import { GptBotsHumanError, isGptBotsHumanError } from '../../internal/error.ts';
import { quotedId } from '../../internal/quoted-id.ts';
import { UnderWay } from '../../internal/under-way.ts';
import { refusal } from '../errors.ts';
import type { OpenDeskOptions } from '../options.ts';
import { closing } from '../rules/head.ts';
import type { OutboxWork, SettleInput, Step } from '../rules/step.ts';
import type { DeskStore, Stepped } from '../store/desk-store.ts';
import type { DeskTelemetry } from '../telemetry.ts';
import type { Change } from '../types.ts';
import { clientFor } from './clients.ts';
import { Lease } from './lease.ts';
import type { SendTurn, SendTurns } from './send-turns.ts';
import { theClose, type Waiters } from './waiters.ts';

/** What an outbox needs of its desk. */
export interface OutboxParts {
  client: OpenDeskOptions['client'];
  store: DeskStore;
  clock: Clock;
  sendTurns: SendTurns;
  waiters: Waiters;
  changed(changes: Change[]): void;
  failed(error: unknown, conversationId: string): void;
  telemetry: DeskTelemetry | undefined;
}

/** How an entry ended. */
interface SendResult {
  outcome: SettleInput['outcome'];
  error: GptBotsHumanError | undefined;
}

// An outcome that the store cannot take is offered again until it can, or the desk is shut down: only this instance knows that
// the message was sent. What is not started yet is asked for no longer than a minute: by then a sweep has found it.
const recoverForMs = 60_000;
const pauseMs = 250;
const longPauseMs = 1_000;
const longAfterMs = 60_000;

/** Sends what the store has given a send turn: one entry of a conversation at a time, until its outbox is empty. */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #underWay = new UnderWay();
  readonly #leases = new Set<Lease>();
  readonly #sending = new Set<OutboxWork>();
  #isStopped = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Sends what a step has started, and what comes after it. Never rejects. */
  async run({ work }: Step<string>, turn: SendTurn): Promise<void> {
    if (!work) return;
    await this.#underWay.track(this.#runAll(work, turn));
  }

  /**
   * Asks the store again for what it may have started without being able to answer, until it is back. Never rejects.
   * A shutdown does not wait for this: the sweep of another instance finds what was started.
   */
  async recover(conversationId: string, turn: SendTurn): Promise<void> {
    const { store, clock } = this.#parts;
    const end = monotonicNow(clock) + recoverForMs;
    while (monotonicNow(clock) < end) {
      await this.#pause(pauseMs);
      if (this.#isStopped) return;
      turn.askedAt = monotonicNow(clock);
      // A store of your own may throw at once.
      const step = await (async () => store.step('start', { conversationId }, turn.id))().catch(() => undefined);
      if (step) return this.run(step, turn);
    }
  }

  /** Whether a message, or {@link theClose}, is being sent from here, and those who wait for it will be told. */
  isSending(conversationId: string, id: string): boolean {
    return [...this.#sending].some((work) => work.conversationId === conversationId && idOf(work) === id);
  }

  /** Resolves once nothing is being sent. */
  ended(): Promise<void> {
    return this.#underWay.ended();
  }

  /** Starts nothing more, and renews no lease. What is being sent still records its outcome. */
  stop(): void {
    this.#isStopped = true;
    for (const lease of this.#leases) lease.end();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#parts.clock.start(ms, resolve);
    });
  }

  async #runAll(first: OutboxWork, firstTurn: SendTurn): Promise<void> {
    let work: OutboxWork | undefined = first;
    let turn = firstTurn;
    while (work) {
      const current: OutboxWork = work;
      this.#sending.add(current);
      const sent = await this.#send(current, turn);
      turn = this.#parts.sendTurns.next();
      work = (await this.#record(current, sent, turn))?.work;
      this.#sending.delete(current);
    }
  }

  async #send(work: OutboxWork, turn: SendTurn): Promise<SendResult> {
    const { clock, store, failed, telemetry } = this.#parts;
    const { conversationId, session, entry, message } = work;
    const client = clientFor(this.#parts.client, session, (error) => failed(error, conversationId));
    if (!client)
      return { outcome: entry === closing ? 'refused' : 'failed', error: refusal('no client', conversationId) };
    const lease = new Lease(clock, work.leaseMs, turn.askedAt, async () => {
      const { outcome } = await store.step('renew', { conversationId, turn: work.turn });
      return outcome === 'renewed';
    });
    this.#leases.add(lease);
    const mayAttempt = () => lease.isHeld && !this.#isStopped;
    try {
      const conversation_id = conversationId;
      const send = async () => {
        if (entry === closing) await client.closeSession({ conversation_id }, { retry: 'at-least-once', mayAttempt });
        else if (message) await client.sendReply({ conversation_id, body: message.text }, { mayAttempt });
      };
      await (telemetry ? telemetry.send(work.origin, send) : send());
      return { outcome: 'sent', error: undefined };
    } catch (caught) {
      const error = asError(caught, conversationId, lease.isHeld);
      if (error.delivery === 'unknown') return { outcome: 'unknown', error };
      return { outcome: entry === closing && error.delivery === 'rejected' ? 'refused' : 'failed', error };
    } finally {
      lease.end();
      this.#leases.delete(lease);
    }
  }

  async #record(
    work: OutboxWork,
    { outcome, error }: SendResult,
    turn: SendTurn,
  ): Promise<Stepped<string> | undefined> {
    const { store, clock, waiters, changed, failed } = this.#parts;
    const { conversationId, entry } = work;
    // Nobody here waits for a greeting, a farewell or another instance's reply: its error is reported.
    if (error && !waiters.isAwaited(conversationId, idOf(work))) failed(error, conversationId);
    const longAt = monotonicNow(clock) + longAfterMs;
    for (let isFirst = true; ; isFirst = false) {
      try {
        const settled = await store.step(
          'settle',
          { conversationId, entry, outcome, turn: work.turn },
          this.#isStopped ? '' : turn.id,
        );
        this.#tell(work, { outcome, error }, settled.changes);
        changed(settled.changes);
        return settled;
      } catch (storeError) {
        if (isFirst) {
          failed(storeError, conversationId);
          // What GPTBots said is true, whether it is recorded or not.
          this.#tell(work, { outcome, error }, []);
        }
        // Meanwhile a sweep may find that the lease has expired, and mark the message as unknown.
        if (this.#isStopped) return undefined;
        await this.#pause(monotonicNow(clock) < longAt ? pauseMs : longPauseMs);
        turn.askedAt = monotonicNow(clock);
      }
    }
  }

  // As the store has it, or else as GPTBots said.
  #tell(work: OutboxWork, { outcome, error }: SendResult, changes: Change[]): void {
    const { waiters } = this.#parts;
    const { conversationId, message } = work;
    // A close that GPTBots refused may have ended the session all the same.
    const isClosed = changes.some(({ type }) => type === 'closed');
    if (error && !isClosed) waiters.tell(conversationId, idOf(work), { error });
    else waiters.hear(changes);
    if (!message) waiters.tell(conversationId, theClose, {});
    else if (outcome !== 'refused')
      waiters.tell(conversationId, message.id, { message: { ...message, status: outcome } });
  }
}

function idOf({ message }: OutboxWork): string {
  return message?.id ?? theClose;
}

function asError(error: unknown, conversation_id: string, isTurnHeld: boolean): GptBotsHumanError {
  if (isGptBotsHumanError(error)) {
    // Not aborted by a caller: `mayAttempt` stopped it.
    if (error.kind !== 'aborted' || isTurnHeld) return error;
    return refusal(error.delivery === 'unknown' ? 'turn lost' : 'turn lost in time', conversation_id);
  }
  // A client of your own may throw anything; what it did is not known.
  return new GptBotsHumanError(
    `The call of GPTBots for conversation ${quotedId(conversation_id)} failed in a way this package does not know. The customer may or may not have got it.`,
    { kind: 'connection', delivery: 'unknown', conversation_id },
  );
}
