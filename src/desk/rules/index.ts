import { claim, label, link, release, reply, requestClose, withdraw } from './agent-rules.ts';
import { renew, settle, start, sweep } from './outbox-rules.ts';
import { chat, close, establish, greet } from './webhook-rules.ts';

/**
 * The rules of a session: what each webhook, reply, outcome and deadline does to it.
 *
 * They are the only ones, for every store. They are pure, except that the given conversation is changed in place: no clock
 * is read, nothing is awaited. A rule may be run again on the same conversation, freshly loaded.
 */
export const rules = {
  establish,
  greet,
  chat,
  close,
  reply,
  withdraw,
  requestClose,
  settle,
  start,
  renew,
  claim,
  release,
  link,
  label,
  sweep,
};
