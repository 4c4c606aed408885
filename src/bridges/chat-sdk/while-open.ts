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
  const customer = letters(customerName(session, texts));
  let isOver = false;
  return messages.filter(({ author, formatted }) => {
    if (!author.isMe) return !isOver;
    const said = letters(plainText(formatted));
    const endsWith = (text: string) => text !== '' && said.endsWith(letters(text));
    if (endsWith(texts.nothingSent)) isOver = true;
    else if (said.startsWith(customer) && !endsWith(texts.late)) isOver = false;
    return true;
  });
}

// Rooms change white space, punctuation and markup.
function letters(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}
