import type { Session } from '../../desk/types.ts';
import type { ChatMessage } from './chat-like.ts';
import { customerName } from './handoff-card.ts';
import { plainText } from './plain-text.ts';
import type { ChatSdkTexts } from './texts.ts';

/**
 * The messages of a thread, oldest first, without those that agents wrote while the conversation was over: the thread said
 * that they are not sent. It may have gone on since, because the user wrote again.
 */
export function whileOpen(messages: ChatMessage[], session: Session, texts: ChatSdkTexts): ChatMessage[] {
  const [over, goesOn, late] = [texts.nothingSent, texts.goesOn, texts.late].map(letters);
  const customer = letters(customerName(session, texts));
  let isOver = false;
  return messages.filter(({ author, formatted }) => {
    if (!author.isMe) return !isOver;
    const said = letters(plainText(formatted));
    if (over && said.endsWith(over)) isOver = true;
    // After a restart, nothing but the user's own words says that it goes on.
    else if (said === goesOn || (said.startsWith(customer) && !(late && said.endsWith(late)))) isOver = false;
    return true;
  });
}

// Rooms change white space, punctuation and markup.
function letters(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}
