import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HeardReply } from 'gptbots-human/bridge';
import type { Room, RoomFailure, RoomThread } from 'gptbots-human/testing/bridge';
import type { TicketEvent } from './ticket-connector.ts';

interface Ticket extends RoomThread {
  outcomes: Record<string, 'sent' | 'failed' | 'unknown'>;
  replies: HeardReply[];
}

interface Asked {
  subject: string;
  body: string;
  status: 'sent' | 'failed' | 'unknown';
}

/** A stand-in for the help desk of the example, and its agents. `tell`: where its webhooks go. */
export async function startTicketDesk(token: string, tell: (event: TicketEvent) => void) {
  const tickets = new Map<string, Ticket>();
  let failure: RoomFailure | undefined;
  let count = 0;
  const found = (ref: string): Ticket => {
    const ticket = tickets.get(ref);
    if (!ticket) throw new Error(`there is no ticket ${ref}`);
    return ticket;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const [, , ref = '', what, reply = ''] = (request.url ?? '').split('/');
    const reject = (status: number, headers = {}) => response.writeHead(status, headers).end('{}');
    if (request.headers.authorization !== `Bearer ${token}`) return void reject(401);
    const failing = failure && (failure.ref === undefined || failure.ref === ref) ? failure.kind : undefined;
    if (failing === 'refused') return void reject(500);
    if (failing === 'limited') return void reject(429, { 'retry-after': `${(failure?.retryAfterMs ?? 0) / 1_000}` });
    const done = act(`${request.method} ${what ?? ''}`.trim(), ref, reply, body === '' ? undefined : JSON.parse(body));
    if (failing === 'lost') response.destroy();
    else if (done) response.end(JSON.stringify(done));
    else reject(404);
  };

  // Undefined for a ticket that is not there.
  const act = (what: string, ref: string, reply: string, asked: Asked): object | undefined => {
    if (what === 'POST') {
      const id = `${++count}`;
      tickets.set(id, { ref: id, texts: [asked.subject], isClosed: false, outcomes: {}, replies: [] });
      return { id };
    }
    const ticket = tickets.get(ref);
    if (!ticket) return undefined;
    if (what === 'GET replies?delivery=none') return ticket.replies.filter(({ id }) => !ticket.outcomes[id]);
    if (what === 'POST comments') {
      if (asked.body.length > 5_000) throw new Error('a comment is too long');
      ticket.texts.push(asked.body);
    } else if (what === 'PUT status') ticket.isClosed = true;
    else if (reply !== '') ticket.outcomes[reply] = asked.status;
    return {};
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const room: Room = {
    threads: async () => [...tickets.values()],
    async write(ref, { text, agent, told = true }) {
      const ticket = found(ref);
      const reply = { id: `r${++count}`, text, agent: { id: agent } };
      ticket.texts.push(text);
      ticket.replies.push(reply);
      if (told) tell({ event: 'reply', ticket: ref, reply });
      return reply.id;
    },
    async repeat(ref, id) {
      const reply = found(ref).replies.find((one) => one.id === id);
      if (reply) tell({ event: 'reply', ticket: ref, reply });
    },
    async close(ref, agent) {
      tell({ event: 'solved', ticket: ref, agent: { id: agent } });
    },
    async take(ref, agent) {
      tell({ event: 'assigned', ticket: ref, agent: { id: agent } });
    },
    async remove(ref) {
      tickets.delete(ref);
    },
    fail(how) {
      failure = how;
    },
    heal() {
      failure = undefined;
    },
  };
  return {
    // It listens on a port.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    room,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
