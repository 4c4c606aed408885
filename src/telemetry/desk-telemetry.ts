import { context, type ObservableResult, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Counts } from '../desk/store/database.ts';
import type { DeskTelemetry } from '../desk/telemetry.ts';
import type { Change } from '../desk/types.ts';
import { notify } from '../internal/logger.ts';
import type { WebhookTelemetry } from '../webhook/telemetry.ts';
import { attribute } from './attributes.ts';
import type { Instruments } from './instruments.ts';
import { originNow, sendFrom } from './origin.ts';

/** Asks a desk how many sessions there are. */
export type AskCounts = () => Promise<Counts>;

/** What a desk did, and the spans of its webhook. `desks` are those that are asked for their counts. */
export function deskTelemetry(
  webhook: WebhookTelemetry,
  instruments: () => Instruments | undefined,
  desks: Set<AskCounts>,
): DeskTelemetry {
  return {
    ...webhook,
    open(counts) {
      desks.add(counts);
      notify(instruments);
      return () => void desks.delete(counts);
    },
    changed(changes) {
      const found = changes.length > 0 ? instruments() : undefined;
      if (found) notify(() => count(found, changes));
    },
    origin: originNow,
    send: sendFrom,
    background(run) {
      // Sees an SDK that has started meanwhile, also while nothing else happens.
      notify(instruments);
      return context.with(ROOT_CONTEXT, run);
    },
  };
}

/** Reports how many sessions there are. A store that is away reports nothing. */
export async function observeSessions(desks: Iterable<AskCounts>, result: ObservableResult): Promise<void> {
  for (const ask of desks) {
    const counts = await ask().catch(() => undefined);
    for (const [state, number] of Object.entries(counts ?? {})) result.observe(number, { [attribute.state]: state });
  }
}

function count({ replies, firstReply, session: sessions, overdue }: Instruments, changes: readonly Change[]): void {
  for (const [at, change] of changes.entries()) {
    if (change.type === 'settled') {
      const { status, from } = change.message;
      if (status !== 'pending') replies.add(1, { [attribute.status]: status, [attribute.from]: from });
      const seconds = firstReplySeconds(changes[at + 1]);
      if (seconds !== undefined) firstReply.record(seconds);
    } else if (change.type === 'closed' && !change.again) {
      const { openedAt, closedAt, closeReason } = change.session;
      sessions.record((closedAt - openedAt) / 1000, { [attribute.closeReason]: closeReason });
    } else if (change.type === 'overdue') {
      overdue.add(1, { [attribute.waitingFor]: change.waitingFor });
    }
  }
}

// With its first reply of a person a session changes too, and with no later one.
function firstReplySeconds(next: Change | undefined): number | undefined {
  if (next?.type !== 'connected' && next?.type !== 'updated') return undefined;
  const { openedAt, answeredAt } = next.session;
  return answeredAt === undefined ? undefined : (answeredAt - openedAt) / 1000;
}
