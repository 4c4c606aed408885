// Requests to the server, in the name of the agent of this tab.
import { part } from './parts.ts';

// Over http, browsers have neither the locks nor the random ids that the page needs.
if (!isSecureContext)
  document.body.textContent = 'Open this page over https, or as localhost. Then set CONSOLE_ORIGIN to it.';

const name = part('agent', HTMLInputElement);
// An agent is a tab, whatever its name; the name is remembered for the next one.
const id = sessionStorage.getItem('agent id') ?? crypto.randomUUID();
sessionStorage.setItem('agent id', id);
// Who is fast has written a name before this runs.
name.value ||= sessionStorage.getItem('agent') ?? localStorage.getItem('agent') ?? `Agent ${Date.now() % 1000}`;
sessionStorage.setItem('agent', name.value);
name.addEventListener('input', () => {
  for (const storage of [sessionStorage, localStorage]) storage.setItem('agent', name.value);
});

export const me = () => ({ id, name: name.value.trim() || 'Agent' });

/** Why something was not done, for the agent to read. */
export class Refusal extends Error {
  kind?: string;
}

/** Asks, or posts when there is a body. A connection that says nothing is given up. */
export async function ask<Answer>(path: string, body?: object, limitMs = 15_000): Promise<Answer> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const signal = AbortSignal.timeout(limitMs);
  const response = await fetch(`/api/${path}`, { ...(body && post), signal }).catch(() => undefined);
  const answer = await response?.json().catch(() => undefined);
  if (response?.ok && answer) return answer;
  const text = refusals[answer?.kind] ?? answer?.message ?? 'The server does not answer. Try again.';
  throw Object.assign(new Refusal(text), { kind: answer?.kind });
}

const refusals: Record<string, string> = {
  conflict: 'Another agent has this conversation by now. Take it over if you mean to.',
  closed: 'The conversation is over, so this was not sent. The user has to ask for a human again.',
  store: 'The desk cannot reach its store. Try again in a moment; nothing is sent twice.',
};

export const pathOf = (conversationId: string) => `sessions/${encodeURIComponent(conversationId)}`;

/** Does something with a conversation. A reply may have to wait for those before it, and GPTBots for a minute. */
export const act = <Answer>(action: string, conversationId: string, texts: object = {}): Promise<Answer> =>
  ask(`${pathOf(conversationId)}/${action}`, { agent: me().name, agentId: id, ...texts }, 90_000);
