// Two steps of their own: to close a conversation, and to hand it to somebody else.
import type { Agent } from 'gptbots-human/desk';
import { act, ask, me } from './ask.ts';
import { actOnOpen } from './head.ts';
import { box, makeButton, onClick, part } from './parts.ts';
import { openRow, rows } from './rows.ts';
import { isMine } from './words.ts';

const closing = part('closing', HTMLDialogElement);
const handing = part('handing', HTMLDialogElement);
const farewell = part('farewell', HTMLTextAreaElement);
const evenIfRefused = part('even-if-refused', HTMLInputElement);

onClick('close', () => {
  farewell.value = openRow()?.kept.farewell?.text ?? '';
  evenIfRefused.checked = false;
  closing.showModal();
});
onClick('close-now', async () => {
  closing.close();
  const row = openRow();
  if (!row) return;
  const text = farewell.value.trim();
  // With the same id it is the same farewell, sent once however often the close is tried.
  if (row.kept.farewell?.text !== text) row.kept.farewell = { id: crypto.randomUUID(), text };
  const texts = { farewell: text, farewellId: row.kept.farewell.id };
  box('refused').hidden = await actOnOpen('close', { ...texts, evenIfRefused: evenIfRefused.checked ? 'yes' : '' });
});
onClick('hand', async () => {
  const others = await present();
  const buttons = others.map(({ id, name = id }) => makeButton('plain', () => hand(id, name), name));
  box('others').replaceChildren(...buttons);
  box('nobody-else').hidden = others.length > 0;
  handing.showModal();
});
const hand = (toId: string, to: string) => {
  handing.close();
  void actOnOpen('hand', { toId, to });
};

/** Says that this agent is here; resolves to the others: those at this server, and whoever has a conversation. */
export async function present(): Promise<Agent[]> {
  const { id: agentId, name: agent } = me();
  const here = await ask<Agent[]>('agents', { agentId, agent }).catch(() => []);
  const holders = [...rows.values()].flatMap(({ session }) => session.agent ?? []);
  const others = new Map([...holders, ...here].map((one) => [one.id, one]));
  others.delete(agentId);
  return [...others.values()];
}

// Others see the new name on what this agent has.
part('agent', HTMLInputElement).addEventListener('change', async () => {
  await present();
  const mine = [...rows.values()].filter(({ session }) => session.state !== 'closed' && isMine(session));
  for (const { session } of mine) await act('rename', session.conversationId).catch(() => {});
});
