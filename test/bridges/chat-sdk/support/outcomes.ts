import type { RoomThread } from 'gptbots-human/testing/bridge';

/** A message of a thread, as far as outcomes concern it. */
export interface ShownMessage {
  id: string;
  text: string;
  isBot: boolean;
  hasTick: boolean;
  /** What its first button carries. */
  button: string | undefined;
}

export const over = 'Nothing written here is sent any more.';

/** What a thread shows of the outcomes of replies. A reply is sent when it has a tick, also after it had failed. */
export function outcomesOf(messages: ShownMessage[]): NonNullable<RoomThread['outcomes']> {
  const outcomes: NonNullable<RoomThread['outcomes']> = {};
  let isOver = false;
  for (const { id, text, isBot, button } of messages) {
    if (isBot) {
      isOver ||= text.includes(over);
      const [, status, of] = /^(failed|unknown):(.*)$/.exec(button ?? '') ?? [];
      if (of !== undefined) outcomes[of] = status === 'failed' ? 'failed' : 'unknown';
      for (const late of messages)
        if (text.includes(`the conversation is over: “${late.text}”`)) outcomes[late.id] = 'failed';
    } else if (isOver) {
      outcomes[id] = 'failed';
    }
  }
  for (const { id, hasTick } of messages) if (hasTick) outcomes[id] = 'sent';
  return outcomes;
}
