import { monotonicNow } from '../internal/clock.ts';
import { isGptBotsHumanError } from '../internal/error.ts';
import type { ChatRequest, CloseRequest, EstablishRequest } from '../models/webhook.ts';
import { type Declined, decline, declineAfter } from '../webhook/decline.ts';
import type { WebhookContext } from '../webhook/types.ts';
import { orphansFull } from './errors.ts';
import { establishHandler } from './establish-handler.ts';
import { requestKey } from './request-key.ts';
import type { Change } from './types.ts';
import type { WebhookParts } from './webhook-parts.ts';

const tellEveryMs = 60_000;

/** The three handlers of a desk: each is one step of the store, and what follows from it once GPTBots has its answer. */
export function webhookHandlers(parts: WebhookParts) {
  const { settings, heard, hooks, failed, awake } = parts;
  const { store, clock, maxOrphans } = settings;

  // What cannot be stored in time is not taken: GPTBots gets 503, and may come again.
  const unlessStoreIsAway = async (conversationId: string, step: () => Promise<Declined | undefined>) => {
    awake();
    try {
      return await step();
    } catch (error) {
      if (!isGptBotsHumanError(error) || error.kind !== 'store') throw error;
      failed(error, conversationId);
      return declineAfter(error, 'The store is not available.');
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
    heard(changes);
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

  const establish = establishHandler(parts, followUp);

  return {
    establish: (request: EstablishRequest, ctx: WebhookContext) =>
      unlessStoreIsAway(request.conversation_id, () => establish(request, ctx)),

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
