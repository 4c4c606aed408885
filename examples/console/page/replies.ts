// What the agent sends: shown at once, and handed in one after another in each conversation.
import type { Message } from 'gptbots-human/desk';
import { act } from './ask.ts';
import { loadMessages, putMessage, type Row, remember } from './rows.ts';
import { serverNow } from './words.ts';

type Reply = Row['kept']['sending'][number];
// The last request of each conversation that has one under way.
const turns = new Map<string, Promise<void>>();

/** Sends a reply. The same id is the same reply: sent once, even if an earlier request arrived after all. */
export function send(row: Row, text: string, id: string, changed: () => void): void {
  const { conversationId } = row.session;
  const reply: Reply = { id, text, at: serverNow() };
  row.kept.sending = row.kept.sending.filter((one) => one.id !== id).concat(reply);
  remember();
  const turn = (turns.get(conversationId) ?? Promise.resolve()).then(() => handIn(row, reply)).then(changed);
  turns.set(conversationId, turn);
  void turn.then(() => turns.get(conversationId) === turn && turns.delete(conversationId));
}

async function handIn(row: Row, reply: Reply): Promise<void> {
  try {
    putMessage(row, await act<Message>('reply', row.session.conversationId, { id: reply.id, text: reply.text }));
    row.alert = '';
  } catch (refusal) {
    row.alert = String((refusal as Error).message); // `act` throws nothing else
    // One that is stored is shown with what became of it; one that is not may be sent again.
    await loadMessages(row).catch(() => {});
    reply.isLost = true;
    remember();
  }
}

/** After a reload, nobody knows whether these arrived. */
export function giveUpSending({ session, kept }: Row): void {
  if (!turns.has(session.conversationId)) for (const reply of kept.sending) reply.isLost = true;
}
