// The head of the open conversation: who it is, how it stands, and what can be done with it.
import { act, type Refusal } from './ask.ts';
import { box, button, fill, make, makeButton, onClick, part, setText } from './parts.ts';
import { alertOf } from './replies.ts';
import { changed, loadPlace, openRow, type Row, rows } from './rows.ts';
import { channelOf, endOf, factOf, isMine, isUrgent, placeOf, timeOf, whoIs } from './words.ts';

const newLabel = part('new-label', HTMLInputElement);

/** Does something with the open conversation. Resolves to whether it was done; if not, the conversation says why. */
export async function actOnOpen(action: string, texts: object = {}): Promise<boolean> {
  const row = openRow();
  if (!row) return false;
  row.alert = await act(action, row.session.conversationId, texts).then(
    () => '',
    // What is over need not be closed.
    (refusal: Refusal) => (action === 'close' && refusal.kind === 'closed' ? '' : alertOf(row, refusal)),
  );
  changed();
  return !row.alert;
}

onClick('take', () => actOnOpen('claim', { from: openRow()?.session.agent?.id }));
onClick('release', () => actOnOpen('release'));
part('labelling', HTMLFormElement).addEventListener('submit', async (event) => {
  event.preventDefault();
  const add = newLabel.value.trim();
  if (add && (await actOnOpen('label', { add }))) newLabel.value = '';
});

export function showHead(row: Row): void {
  const { session, alert, place } = row;
  const { state, user, agent, channel, labels } = session;
  const isOthers = agent !== undefined && !isMine(session);
  const isOpen = state !== 'closed';
  void loadPlace(row);
  setText(box('who'), whoIs(session));
  setText(box('channel'), channelOf(session));
  const where = channel.type && channel.name;
  const details = [user.email, user.phone, user.userId, where].filter((one) => one && one !== whoIs(session));
  const inLine = place && state === 'waiting' ? placeOf(place) : undefined;
  setText(box('facts'), [`${state}: ${factOf(session)}`, inLine, ...details].filter(Boolean).join(' · '));
  box('facts').classList.toggle('urgent', isUrgent(session));
  setText(box('holder'), isOpen && isOthers ? `${agent.name ?? agent.id} has this conversation.` : '');
  setText(box('alert'), isOpen ? alert : '');
  button('take').hidden = !isOpen || isMine(session);
  for (const id of ['hand', 'release']) button(id).hidden = !isOpen || !isMine(session);
  button('close').hidden = !isOpen;
  for (const id of ['send', 'close']) button(id).disabled = isOthers;
  fill(box('labels'), labels, () => labels.map(removable));
  showEarlier(session);
}

function removable(label: string): HTMLElement {
  const remove = makeButton(
    'remove',
    () => void actOnOpen('label', { remove: label }).then(() => newLabel.focus()),
    '×',
  );
  remove.setAttribute('aria-label', `Remove the label ${label}`);
  return make('li', 'label', label, remove);
}

function showEarlier({ user, conversationId }: Row['session']): void {
  const others = [...rows.values()]
    .map(({ session }) => session)
    .filter((one) => user.key && one.user.key === user.key && one.conversationId !== conversationId);
  box('earlier').hidden = others.length === 0;
  setText(box('earlier-count'), `Other conversations: ${others.length}`);
  const links = others.map((one) => {
    const when = `${new Date(one.openedAt).toLocaleDateString()}, ${timeOf(one.openedAt)}`;
    const link = make('a', '', `${when}: ${one.state === 'closed' ? endOf(one) : one.state}`);
    return Object.assign(link, { href: `#${encodeURIComponent(one.conversationId)}` });
  });
  fill(
    box('earlier-list'),
    links.map(({ outerHTML }) => outerHTML),
    () => links.map((link) => make('li', '', link)),
  );
}
