// What the agent sends: shown at once, and handed in one after another in each conversation.
import type { Message } from 'gptbots-human/desk';
import { act, type Refusal } from './ask.ts';
import { changed, loadMessages, putMessage, type Row } from './rows.ts';
import { serverNow, whoIs } from './words.ts';

type Reply = Row['kept']['sending'][number];

/** Sends a reply, or a notice of the desk's. The same id is the same one: sent once, even if an earlier request arrived after all. */
export function send(row: Row, text: string, id: string, isNotice: boolean): void {
  const reply: Reply = { id, text, isNotice, at: serverNow() };
  row.kept.sending = row.kept.sending.filter((one) => one.id !== id).concat(reply);
  row.sent = row.sent.then(() => handIn(row, reply));
  changed();
}

async function handIn(row: Row, reply: Reply): Promise<void> {
  const { id, text, isNotice } = reply;
  try {
    putMessage(row, await act<Message>(isNotice ? 'notify' : 'reply', row.session.conversationId, { id, text }));
    row.alert = '';
  } catch (refusal) {
    row.alert = alertOf(row, refusal as Refusal); // `act` throws nothing else
    // One that is stored is shown with what became of it; one that is not may be sent again.
    await loadMessages(row).catch(() => {});
    reply.isLost = true;
  }
  changed();
}

/** Why something was not done, with a name in place of the id; what it means for a message is told below the message. */
export function alertOf({ session }: Row, { message }: Refusal): string {
  const [reason = ''] = message.split(' The customer ');
  return reason.replace(/\bconversation "[^"]*"/gi, () => whoIs(session));
}
