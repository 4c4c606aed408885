import { describeIssues } from '../internal/issues.ts';
import { inputError } from '../internal/options.ts';
import type { EstablishRequest } from '../models/webhook.ts';
import { type Declined, decline, isDeclined } from '../webhook/decline.ts';
import type { WebhookRequest } from '../webhook/types.ts';
import { acceptContext } from './accept-context.ts';
import { labelsSchema } from './labels.ts';
import type { DeskSettings } from './options.ts';
import { isTurnedAway, type TurnedAway } from './turn-away.ts';
import type { Session } from './types.ts';

/** A user who asks for a human is taken, perhaps with labels; turned away with a text; or shown "Busy". */
export type Admission = { labels: readonly string[] } | TurnedAway | Declined;

/** What `accept` says of a user. One who has been taken already is not asked about again. */
export async function admit(
  { accept, secret }: Pick<DeskSettings, 'accept'> & { secret: unknown },
  request: EstablishRequest,
  http: WebhookRequest,
  failed: (error: unknown) => void,
): Promise<Admission> {
  if (!accept) return { labels: [] };
  const verdict = await accept(request, acceptContext(http, secret));
  if (isDeclined(verdict) || isTurnedAway(verdict)) return verdict;
  if (typeof verdict !== 'object' || verdict === null) return verdict === true ? { labels: [] } : decline();
  const labels = labelsSchema.safeParse(verdict.labels ?? []);
  if (labels.success) return { labels: labels.data };
  // Not the user's fault: they are taken all the same.
  failed(
    inputError(`accept: labels: ${describeIssues(labels.error.issues, 'labels')}. The user was taken without them.`),
  );
  return { labels: [] };
}

/** Whether a conversation is one that this desk has taken: an establish says nothing new of it. */
export function isTaken(known: Session | undefined): boolean {
  return known !== undefined && !known.orphan;
}
