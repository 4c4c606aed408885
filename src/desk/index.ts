/**
 * Handoff sessions: who waits, what was said, who answers, and whether it arrived.
 *
 * @example
 * import { createDesk } from 'gptbots-human/desk';
 *
 * const desk = createDesk({ client, secret: process.env.GPTBOTS_WEBHOOK_SECRET });
 * app.use('/gptbots', desk.webhook.node);
 */

// By name: the bundler of the declarations takes an `export type *` beside values of the same file for one of everything.
export {
  type Conversation,
  copySession,
  isForgotten,
  type NewMessage,
  type OutboxEntry,
  type Sending,
  type StoredSession,
  wakeAt,
} from './conversation.ts';
export { createDesk } from './create-desk.ts';
export type { CloseOptions, Desk, ReplyOptions, SessionsFilter } from './desk.ts';
export type { DeskHooks } from './hooks.ts';
export { type MemoryStoreOptions, memoryStore } from './memory-store.ts';
export type { DeskOptions } from './options.ts';
export * as rules from './rules.ts';
export type * from './step.ts';
export type * from './store.ts';
export type {
  Agent,
  Change,
  CloseReason,
  DeskEvent,
  Message,
  MessageStatus,
  Session,
  SessionState,
  SessionUser,
} from './types.ts';
