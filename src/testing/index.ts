export type { Clock, Timer } from '../internal/clock.ts';
export { type CheckCase, type CheckOptions, type CheckReport, checkWebhook } from './check/check-webhook.ts';
export type { ApiFault, Chance, Decide, FaultCall, FaultPlan, Faults, WebhookFault } from './faults.ts';
export { type ManualClock, manualClock } from './manual-clock.ts';
export { createPlatform, type Platform } from './platform.ts';
export * from './samples.ts';
export type {
  CallRecord,
  EndReason,
  Line,
  Listening,
  PlainReply,
  PlainRequest,
  PlatformEvent,
  PlatformOptions,
  Reply,
  Said,
  Visitor,
  VisitorOptions,
  VisitorStatus,
  WebhookTarget,
  WebhookTestResult,
} from './types.ts';
