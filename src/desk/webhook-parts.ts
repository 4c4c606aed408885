import type { HookRunner } from './delivery/hooks.ts';
import type { Outbox } from './delivery/outbox.ts';
import type { SendTurns } from './delivery/send-turns.ts';
import type { DeskSettings } from './options.ts';
import type { Change } from './types.ts';

/** What the handlers need of their desk. */
export interface WebhookParts {
  settings: DeskSettings;
  /** The secret of the webhook. */
  secret: unknown;
  sendTurns: SendTurns;
  outbox: Outbox;
  hooks: HookRunner;
  changed(changes: Change[]): void;
  /** Tells all but the hooks of changes. */
  heard(changes: Change[]): void;
  failed(error: unknown, conversationId: string): void;
  /** Something came in: from now on the desk has something to watch. */
  awake(): void;
}
