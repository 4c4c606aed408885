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
export { createDesk } from './create-desk.ts';
export type { DeskHooks } from './delivery/hooks.ts';
export { SkipEvent } from './delivery/skip-event.ts';
export type {
  CloseOptions,
  Desk,
  FollowEvent,
  FollowOpenFirst,
  FollowOptions,
  Forgotten,
  Gap,
  LabelChanges,
  NotifyOptions,
  ReplyOptions,
  SessionsFilter,
  StandingInLine,
  StillOpen,
  WhomToForget,
} from './desk.ts';
export { type MemoryStoreOptions, memoryStore } from './memory/memory-store.ts';
export type {
  AcceptContext,
  AcceptResult,
  DeskClient,
  DeskOptions,
  Labelled,
  LineOptions,
  OpenDeskOptions,
  RemindOptions,
} from './options.ts';
export type { OutboxEntry } from './rules/head.ts';
export type {
  ChatInput,
  CloseInput,
  EstablishInput,
  GreetInput,
  LabelInput,
  LinkInput,
  OutboxWork,
  OwnText,
  ReplyInput,
  RequestCloseInput,
  SettleInput,
  Step,
} from './rules/step.ts';
export type * from './store/database.ts';
export { type DatabaseStoreOptions, databaseStore } from './store/database-store.ts';
export type {
  DeskStore,
  FollowerState,
  SessionsPage,
  SessionsQuery,
  StepInput,
  StepName,
  StepOutcome,
  Stepped,
  StoreSettings,
  Sweep,
  TranscriptQuery,
} from './store/desk-store.ts';
export { decodeMessage, encodeMessage } from './store/message-layout.ts';
export type { DeskTelemetry } from './telemetry.ts';
export { type TurnedAway, turnAway } from './turn-away.ts';
export type {
  Agent,
  Change,
  ClosedSession,
  CloseReason,
  ConnectedSession,
  DeskEvent,
  Erasure,
  Message,
  MessageChange,
  MessageStatus,
  Overdue,
  Session,
  SessionChange,
  SessionChannel,
  SessionConnected,
  SessionEnd,
  SessionFacts,
  SessionStart,
  SessionState,
  SessionUpdate,
  SessionUser,
  WaitingSession,
} from './types.ts';
