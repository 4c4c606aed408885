import type { GptBotsHumanError } from '../../internal/error.ts';
import type { ReplyOutcome } from '../connector.ts';
import { ThreadGone } from '../thread-gone.ts';
import { readAdapterError } from './adapter-failure.ts';
import { againValue } from './agents-side.ts';
import { buttons } from './handoff-card.ts';
import { messageIdOf } from './replies.ts';
import { shortened } from './room-text.ts';
import type { Rooms } from './rooms.ts';
import type { ChatSdkTexts } from './texts.ts';

/** Shows what became of a reply: a tick, or a line that says why not. */
export async function showOutcome(
  rooms: Rooms,
  texts: ChatSdkTexts,
  threadId: string,
  outcome: ReplyOutcome,
  error: GptBotsHumanError | undefined,
): Promise<void> {
  if (outcome.status === 'sent') return tick(rooms, texts, threadId, outcome);
  const quoted = shortened(outcome.text, 120);
  if (error?.kind === 'closed') return rooms.say(threadId, texts.tooLate(quoted));
  const line =
    outcome.status === 'failed' ? texts.failed(quoted, shortened(error?.message ?? '', 300)) : texts.unknown(quoted);
  await rooms.say(threadId, line, {
    type: 'button',
    id: buttons.again,
    label: texts.sendAgain,
    value: againValue(outcome),
  });
}

async function tick(rooms: Rooms, texts: ChatSdkTexts, threadId: string, { id }: ReplyOutcome): Promise<void> {
  try {
    await rooms.use(threadId, (adapter) => react(() => adapter.addReaction(threadId, messageIdOf(id), 'check')));
  } catch (error) {
    if (error instanceof ThreadGone || isRateLimit(error)) throw error;
    // The app may write but not react, or the room has no such reaction.
    await rooms.say(threadId, texts.sent);
  }
}

// Slack's 200 with `ratelimited`, and Google Chat, do not say how long.
function isRateLimit(error: unknown): boolean {
  const { code, status, retryAfterMs } = readAdapterError(error);
  return retryAfterMs !== undefined || status === 429 || code === 'RATE_LIMITED';
}

// Slack refuses a reaction that is there already, and one to a message that its author has deleted.
async function react(add: () => Promise<void>): Promise<void> {
  try {
    await add();
  } catch (error) {
    if (!['already_reacted', 'message_not_found', '10008'].includes(readAdapterError(error).code ?? '')) throw error;
  }
}
