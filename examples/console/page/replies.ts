// What the agent sends: shown at once, and handed in one after another in each conversation.
import type { Message } from 'gptbots-human/desk';
import { act, type Refusal } from './ask.ts';
import { changed, loadMessages, putMessage, type Row, remember } from './rows.ts';
import { serverNow, whoIs } from './words.ts';

type Reply = Row['kept']['sending'][number];
// The last request of each conversation that has one under way.
const turns = new Map<string, Promise<void>>();

/** Sends a reply, or a notice of the desk's. The same id is the same one: sent once, even if an earlier request arrived after all. */
export function send(row: Row, text: string, id: string, isNotice: boolean): void {
  const { conversationId } = row.session;
  const reply: Reply = { id, text, isNotice, at: serverNow() };
  row.kept.sending = row.kept.sending.filter((one) => one.id !== id).concat(reply);
  remember();
  const turn = (turns.get(conversationId) ?? Promise.resolve())
    .then(() => handIn(row, reply))
    .then(() => void changed());
  turns.set(conversationId, turn);
  void turn.then(() => turns.get(conversationId) === turn && turns.delete(conversationId));
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
    remember();
  }
}

/** Why something was not done, with a name in place of the id; what it means for a message is told below the message. */
export function alertOf({ session }: Row, { message }: Refusal): string {
  const [reason = ''] = message.split(' The customer ');
  return reason.replace(/\bconversation "[^"]*"/gi, () => whoIs(session));
}

/** After a reload, nobody knows whether these arrived. */
export function giveUpSending({ session, kept }: Row): void {
  if (!turns.has(session.conversationId)) for (const reply of kept.sending) reply.isLost = true;
}
