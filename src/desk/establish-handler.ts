import { isGptBotsHumanError } from '../internal/error.ts';
import type { EstablishRequest } from '../models/webhook.ts';
import { type Declined, decline, isDeclined } from '../webhook/decline.ts';
import type { WebhookContext } from '../webhook/types.ts';
import { admit, isTaken } from './admission.ts';
import { channelOf } from './channel.ts';
import { lookUpGreeting } from './greeter.ts';
import { LineLimit } from './line-limit.ts';
import type { GreetingFunction } from './options.ts';
import { requestKey } from './request-key.ts';
import type { EstablishInput } from './rules/step.ts';
import { isTurnedAway, type TurnedAway } from './turn-away.ts';
import type { Change, SessionStart, SessionUpdate } from './types.ts';
import { userOf } from './user.ts';
import type { WebhookParts } from './webhook-parts.ts';

type Handled = Declined | undefined;
type FollowUp = (ctx: WebhookContext, changes: Change[]) => void;

/** Handles an establish: whether the user is taken, the step of the store, and what is sent once GPTBots has its answer. */
export function establishHandler(
  { settings, secret, sendTurns, outbox, changed, failed }: WebhookParts,
  followUp: FollowUp,
) {
  const { store, clock, accept, greeting, maxWaiting, whenFull, telemetry } = settings;
  const lineLimit = new LineLimit(store, maxWaiting);

  return async (request: EstablishRequest, ctx: WebhookContext): Promise<Handled> => {
    const conversationId = request.conversation_id;
    // One who was taken is not asked about again, whatever the line is like by now.
    const dependsOnUser = accept !== undefined || maxWaiting !== undefined;
    if (dependsOnUser && isTaken(await store.session(conversationId))) return establish(await inputOf(request), ctx);
    const failedHere = (error: unknown) => failed(error, conversationId);
    const admission = await admit({ accept, secret }, request, ctx.request, failedHere);
    if (isDeclined(admission)) return admission;
    // Accepted too late: GPTBots has shown Busy by now.
    if (ctx.signal.aborted) return undefined;
    const input = await inputOf(request);
    if (isTurnedAway(admission)) return establish(input, ctx, admission);
    const labelled = { ...input, labels: admission.labels };
    return lineLimit.join(conversationId, async (isFull) => {
      if (!isFull) return establish(labelled, ctx);
      return whenFull ? establish(labelled, ctx, whenFull) : decline('Too many users wait already.');
    });
  };

  async function inputOf(request: EstablishRequest): Promise<EstablishInput> {
    const key = await requestKey('establish', request);
    return {
      conversationId: request.conversation_id,
      key,
      botId: request.bot_id,
      user: userOf(request),
      channel: channelOf(request),
      labels: [],
      lines: request.body.map(({ message_type, text }, index) => ({
        // One piece behind the key, which all lines share in memory.
        id: key.concat(`.${index}`),
        from: message_type === 'QUESTION' ? 'user' : 'bot',
        text,
      })),
      at: request.timestamp,
      greeting: typeof greeting === 'string' ? { id: greetingId(key), text: greeting } : undefined,
      turnAway: undefined,
      origin: telemetry?.origin(),
    };
  }

  async function establish(given: EstablishInput, ctx: WebhookContext, turnedAway?: TurnedAway): Promise<Handled> {
    const turnAway = turnedAway && { id: `${given.key}.turned-away`, text: turnedAway.text };
    const turn = sendTurns.next();
    const step = await store.step('establish', { ...given, turnAway }, turn.id).catch((error) => {
      // The store may have done it all the same: then the greeting was started, and nobody else knows that it was not sent.
      if (isGptBotsHumanError(error) && error.kind === 'store') void outbox.recover(given.conversationId, turn);
      throw error;
    });
    if (step.outcome === 'refused') return decline('The conversation is over.');
    followUp(ctx, step.changes);
    // Too slow: GPTBots has its answer already, but what was started must not be left lying.
    if (ctx.signal.aborted) ctx.waitUntil(outbox.run(step, turn));
    else if (step.work) ctx.waitUntil(() => outbox.run(step, turn));
    const begun = step.changes.find(isBeginning);
    if (typeof greeting === 'function' && begun?.session.state === 'waiting' && !turnAway) {
      ctx.waitUntil(() => greet(greeting, greetingId(given.key), begun));
    }
    return undefined;
  }

  async function greet(ask: GreetingFunction, id: string, { session, transcript = [] }: Beginning): Promise<void> {
    const { conversationId } = session;
    try {
      const text = await lookUpGreeting(ask, session, transcript, clock);
      if (text === undefined) return;
      const turn = sendTurns.next();
      const step = await store.step('greet', { conversationId, id, text, origin: telemetry?.origin() }, turn.id);
      changed(step.changes);
      await outbox.run(step, turn);
    } catch (error) {
      failed(error, conversationId);
    }
  }
}

type Beginning = SessionStart | SessionUpdate;

function isBeginning(change: Change): change is Beginning {
  return change.type === 'opened' || change.type === 'updated';
}

function greetingId(key: string): string {
  return `${key}.greeting`;
}
