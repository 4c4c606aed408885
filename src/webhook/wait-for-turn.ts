import type { Place } from '../internal/keyed-queue.ts';
import { readSafely } from '../internal/thrown.ts';
import type { IncomingCall } from './call.ts';
import { type Refusal, refusals } from './replies.ts';
import type { Shared } from './shared.ts';

/**
 * Waits in line. Resolves to undefined when the request's turn comes. Resolves to a refusal when the line is full, the
 * wait takes too long, or the caller has gone.
 */
export async function waitForTurn(
  place: Place,
  call: IncomingCall,
  { settings, timers }: Shared,
): Promise<Refusal | undefined> {
  let refusal = refusals.queueTooSlow(settings.queueTimeoutMs);
  const giveUp = (why: Refusal) => {
    if (place.giveUp()) refusal = why;
  };
  const timer = timers.queue.start(() => giveUp(refusal));
  const stopListening = readSafely(() => call.onGone(() => giveUp(refusals.callerGone())));
  if (place.ahead >= settings.maxQueued) giveUp(refusals.queueFull());
  const hasTurn = await timers.handler.stayAliveUntil(place.turn);
  timer.cancel();
  stopListening?.();
  return hasTurn ? undefined : refusal;
}
