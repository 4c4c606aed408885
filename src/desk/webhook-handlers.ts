import { monotonicNow } from '../internal/clock.ts';
import { isGptBotsHumanError } from '../internal/error.ts';
import type { ChatRequest, CloseRequest, EstablishRequest } from '../models/webhook.ts';
import { type Declined, decline, isDeclined } from '../webhook/decline.ts';
import type { WebhookContext } from '../webhook/types.ts';
import type { HookRunner } from './delivery/hooks.ts';
import type { Outbox } from './delivery/outbox.ts';
import type { SendTurns } from './delivery/send-turns.ts';
import type { Waiters } from './delivery/waiters.ts';
import { orphansFull } from './errors.ts';
import type { DeskSettings } from './options.ts';
import { requestKey } from './request-key.ts';
import type { Change } from './types.ts';
import { userOf } from './user.ts';

const tellEveryMs = 60_000;

/** What the handlers need of their desk. */
export interface WebhookParts {
  settings: DeskSettings;
  sendTurns: SendTurns;
  outbox: Outbox;
  waiters: Waiters;
  hooks: HookRunner;
  failed(error: unknown, conversationId: string): void;
  /** Something came in: from now on the desk has something to watch. */
  awake(): void;
}

/** The three handlers of a desk: each is one step of the store, and what follows from it once GPTBots has its answer. */
export function webhookHandlers({ settings, sendTurns, outbox, waiters, hooks, failed, awake }: WebhookParts) {
  const { store, greeting, clock, maxOrphans } = settings;

  // What cannot be stored in time is not taken: GPTBots gets 503, and may come again.
  const unlessStoreIsAway = async (conversationId: string, step: () => Promise<Declined | undefined>) => {
    awake();
    try {
      return await step();
    } catch (error) {
      if (!isGptBotsHumanError(error) || error.kind !== 'store') throw error;
      failed(error, conversationId);
      return decline('The store is not available.');
    }
  };

  // A flood of them is told of once in a while.
  let toldAt = Number.NEGATIVE_INFINITY;
  const tooManyOrphans = (conversationId: string) => {
    const now = monotonicNow(clock);
    if (now >= toldAt + tellEveryMs) {
      toldAt = now;
      failed(orphansFull(maxOrphans, conversationId), conversationId);
    }
    return decline('Too many conversations began without an establish.');
  };

  // In line from now on, so that hooks keep the order of the changes, whichever answer is sent first.
  const followUp = (ctx: WebhookContext, changes: Change[]) => {
    waiters.hear(changes);
    if (!hooks.wants(changes)) return;
    let answered: () => void = () => {};
    const running = hooks.run(
      changes,
      new Promise<void>((resolve) => {
        answered = resolve;
      }),
    );
    // Too slow: GPTBots has its answer already.
    if (ctx.signal.aborted) answered();
    ctx.signal.addEventListener('abort', answered, { once: true });
    ctx.waitUntil(answered);
    // As a promise, which is waited for whatever the answer is.
    ctx.waitUntil(running);
  };

  return {
    establish: (request: EstablishRequest, ctx: WebhookContext) =>
      unlessStoreIsAway(request.conversation_id, async () => {
        const refusal = await refusalOf(settings, request);
        if (refusal) return refusal;
        // Accepted too late: GPTBots has shown Busy by now.
        if (ctx.signal.aborted) return undefined;
        const key = await requestKey('establish', request);
        const turn = sendTurns.next();
        const asking = store.step(
          'establish',
          {
            conversationId: request.conversation_id,
            key,
            botId: request.bot_id,
            user: userOf(request),
            lines: request.body.map(({ message_type, text }, index) => ({
              id: `${key}.${index}`,
              from: message_type === 'QUESTION' ? 'user' : 'bot',
              text,
            })),
            at: request.timestamp,
            greeting: greeting === undefined ? undefined : { id: `${key}.greeting`, text: greeting },
          },
          turn.id,
        );
        const step = await asking.catch((error) => {
          // The store may have done it all the same: then the greeting was started, and nobody else knows that it was not sent.
          if (isGptBotsHumanError(error) && error.kind === 'store') void outbox.recover(request.conversation_id, turn);
          throw error;
        });
        if (step.outcome === 'refused') return decline('The conversation is over.');
        followUp(ctx, step.changes);
        // Too slow: GPTBots has its answer already, but what was started must not be left lying.
        if (ctx.signal.aborted) ctx.waitUntil(outbox.run(step, turn));
        else if (step.work) ctx.waitUntil(() => outbox.run(step, turn));
        return undefined;
      }),

    chat: (request: ChatRequest, ctx: WebhookContext) =>
      unlessStoreIsAway(request.conversation_id, async () => {
        const { conversation_id: conversationId, timestamp: at, body: text } = request;
        const id = await requestKey('chat', request);
        const { outcome, changes } = await store.step('chat', { conversationId, id, text, at });
        if (outcome === 'full') return tooManyOrphans(conversationId);
        followUp(ctx, changes);
        return undefined;
      }),

    close: (request: CloseRequest, ctx: WebhookContext) =>
      unlessStoreIsAway(request.conversation_id, async () => {
        const { conversation_id: conversationId, type } = request;
        const { outcome, changes } = await store.step('close', { conversationId, type });
        if (outcome === 'full') return tooManyOrphans(conversationId);
        followUp(ctx, changes);
        return undefined;
      }),
  };
}

// A user who has been taken is not turned away when GPTBots asks again.
async function refusalOf({ accept, store }: DeskSettings, request: EstablishRequest): Promise<Declined | undefined> {
  if (!accept) return undefined;
  const known = await store.session(request.conversation_id);
  if (known && !known.orphan) return undefined;
  const verdict = await accept(request);
  if (isDeclined(verdict)) return verdict;
  return verdict === true ? undefined : decline();
}
