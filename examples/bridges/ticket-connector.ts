// A connector to a help desk with a made-up ticket API. Put your own help desk's calls in the place of these.
import { type Bridge, type Connector, type HeardReply, splitText, ThreadGone } from 'gptbots-human/bridge';
import type { Message } from 'gptbots-human/desk';

/** What this help desk calls your server with. */
export type TicketEvent =
  | { event: 'reply'; ticket: string; reply: HeardReply }
  | { event: 'assigned' | 'solved'; ticket: string; agent: { id: string; name?: string } };

const maxComment = 5_000;

export function ticketConnector({ url, token }: { url: string; token: string }) {
  let bridge: Bridge | undefined;

  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(15_000);
    const answer = await fetch(`${url}${path}`, { method, headers, signal, body: body ? JSON.stringify(body) : null });
    if (answer.status === 404) throw new ThreadGone();
    if (answer.ok) return answer.json();
    // The bridge tries again, and not before the help desk's rate limit allows it.
    const retryAfterMs = Number(answer.headers.get('retry-after') ?? 0) * 1_000;
    throw Object.assign(new Error('The help desk did not take it'), { status: answer.status, retryAfterMs });
  };
  const comment = async (ticket: string, text: string) => {
    // This help desk notifies whom an @ names: a visitor's words are to name nobody.
    for (const part of splitText(text.replaceAll('@', '@\u200b'), maxComment)) {
      await call('POST', `/tickets/${ticket}/comments`, { body: part });
    }
  };
  const lineOf = ({ from, agent, text }: Message) => `${agent?.name ?? from}: ${text}`;

  const connector: Connector = {
    listen(given) {
      bridge = given;
    },
    async open({ conversationId, user, deadlineAt }, transcript) {
      const until = deadlineAt === undefined ? '' : `, answer by ${new Date(deadlineAt).toISOString()}`;
      const subject = `Chat with ${user.name ?? user.email ?? 'a visitor'}${until}`;
      const { id } = await call('POST', '/tickets', { subject, external_id: conversationId });
      for (const message of transcript) if (message.text) await comment(id, lineOf(message));
      return id;
    },
    post: (ticket, message) => comment(ticket, lineOf(message)),
    async outcome(ticket, { id, status }) {
      await call('PUT', `/tickets/${ticket}/replies/${id}/delivery`, { status });
    },
    overdue: (ticket) => comment(ticket, 'The visitor is still waiting for an answer.'),
    async close(ticket, { closeReason }) {
      await call('PUT', `/tickets/${ticket}/status`, { status: 'solved', reason: closeReason });
    },
    // Those it shows as failed are left to the agents.
    missed: (ticket) => call('GET', `/tickets/${ticket}/replies?delivery=none`),
  };

  /** Give it the body of each webhook of the help desk. It may be answered at once: what a crash loses, `missed` finds. */
  const hear = (told: TicketEvent) => {
    if (told.event === 'reply') void bridge?.heard(told.ticket, told.reply);
    else if (told.event === 'assigned') void bridge?.taken(told.ticket, told.agent);
    else void bridge?.closed(told.ticket, told.agent);
  };
  return { connector, hear };
}
