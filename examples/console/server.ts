// npx tsx examples/console/server.ts, with GPTBOTS_WEBHOOK_SECRET and GPTBOTS_API_KEY set
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler } from 'express';
import { GptBotsHumanClient, isGptBotsHumanError } from 'gptbots-human';
import { createDesk, turnAway } from 'gptbots-human/desk';
import { openStore } from '../stores/open-store.ts';
import { onlyAgents } from './only-agents.ts';
import { pageFiles } from './page-files.ts';

const { GPTBOTS_WEBHOOK_SECRET, GREETING, AWAY_TEXT, CONSOLE_PASSWORD, CONSOLE_ORIGIN, PORT } = process.env;
// As in the agent's settings in GPTBots.
const waitTimeoutMs = Number(process.env.WAIT_TIMEOUT_MS || 60_000);
// After so long, agents are reminded of who waits: for the first answer, and for the next one.
const waitingMs = Number(process.env.REMIND_WAITING_MS || waitTimeoutMs / 2);
const answerMs = Number(process.env.REMIND_ANSWER_MS || 120_000);

// Of DATABASE_URL; without one, in this process.
const { store, close: closeStore } = await openStore().catch(({ message }: Error) => {
  console.error(message);
  process.exit(1);
});
const desk = createDesk({
  client: new GptBotsHumanClient(), // reads GPTBOTS_API_KEY and GPTBOTS_BASE_URL
  secret: GPTBOTS_WEBHOOK_SECRET,
  store,
  greeting: GREETING || undefined,
  accept: () => (AWAY_TEXT ? turnAway(AWAY_TEXT) : true),
  waitTimeoutMs,
  remind: { waitingMs, answerMs },
  onUnanswered: ({ conversationId }) => console.log('Nobody answered:', { conversationId }),
  onError: (error) => console.error(error),
});

const app = express();
// For GPTBots, which presents the secret. All that comes after is for agents.
app.use('/gptbots', desk.webhook.node);
app.use(onlyAgents(CONSOLE_PASSWORD, CONSOLE_ORIGIN));
for (const [path, { type, text }] of await pageFiles()) {
  app.get(path, (_req, res) => {
    res.type(type).send(text);
  });
}

// All there is, and the cursor to follow the changes from.
app.get('/api/sessions', async (_req, res) => {
  const { sessions, cursor, next } = await desk.sessions({ limit: 1000 });
  for (let page = next; page !== undefined; ) {
    const more = await desk.sessions({ limit: 1000, page });
    sessions.push(...more.sessions);
    page = more.next;
  }
  res.json({ sessions, cursor, now: Date.now() });
});

// The newest message of each of these, for the lists: by id, the `lastSeq` of the session.
app.post('/api/last', express.json({ limit: '1mb' }), async (req, res) => {
  const wanted = Object.entries<number>(req.body ?? {}).slice(0, 300);
  const last = wanted.map(([id, seq]) => desk.transcript(id, { after: Math.max(0, Number(seq) - 1), limit: 1 }));
  // One may have been forgotten meanwhile.
  const known = (await Promise.allSettled(last)).flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  res.json(known);
});

app.get('/api/sessions/:id/messages', async (req, res) => {
  const messages = await desk.transcript(req.params.id, { limit: 1000 });
  for (let count = messages.length; count === 1000; ) {
    const more = await desk.transcript(req.params.id, { after: messages.at(-1)?.seq, limit: 1000 });
    messages.push(...more);
    count = more.length;
  }
  res.json(messages);
});

// Where somebody stands in line; nothing of who does not wait.
app.get('/api/sessions/:id/position', async (req, res) => {
  res.json((await desk.position(req.params.id)) ?? {});
});

// Every change, on whichever instance: from the cursor of the page, or from the event it had last before its connection broke.
app.get('/api/events', async (req, res) => {
  const gone = new AbortController();
  res.on('close', () => gone.abort());
  res.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  res.flushHeaders();
  // A connection can die without a word: the page misses the beat, and connects again.
  const beating = setInterval(() => res.write(`event: beat\ndata: ${Date.now()}\n\n`), 10_000);
  try {
    const after = req.get('last-event-id') ?? String(req.query.after);
    for await (const event of desk.events({ after, signal: gone.signal })) {
      const isFast = res.write(`id: ${event.cursor}\ndata: ${JSON.stringify(event)}\n\n`);
      if (!isFast) await once(res, 'drain', { signal: gone.signal });
    }
  } catch (error) {
    // Some are lost: the page loads everything again. After anything else it connects again.
    if (isGptBotsHumanError(error) && error.kind === 'cursor') res.write('event: reload\ndata:\n\n');
    else if (!gone.signal.aborted) console.error(error);
  } finally {
    clearInterval(beating);
    res.end();
  }
});

// Who is here: told by each page twice a minute, for the others to hand a conversation to.
const agents = new Map<string, { id: string; name: string; seenAt: number }>();
app.post('/api/agents', express.json(), (req, res) => {
  const { id, name } = agentOf(req.body ?? {});
  agents.delete(id);
  if (id) agents.set(id, { id, name, seenAt: Date.now() });
  for (const one of agents.values()) if (Date.now() - one.seenAt > 90_000 || agents.size > 1000) agents.delete(one.id);
  res.json([...agents.values()].map(({ seenAt, ...agent }) => agent));
});

// An agent's name may change, and two may have the same.
const agentOf = ({ agent = '', agentId }: Texts) => ({ id: agentId || agent, name: agent });

// `from` is who has the conversation, as far as the agent who takes it knows.
onPost('claim', (id, texts) => desk.claim(id, agentOf(texts), { from: texts.from }));
onPost('hand', (id, texts) => {
  const to = { agent: texts.to, agentId: texts.toId };
  return desk.claim(id, agentOf(to), { from: agentOf(texts).id });
});
onPost('release', (id, texts) => desk.release(id, agentOf(texts)));
// An answer claims the conversation. It fails while another agent has it.
onPost('reply', async (id, texts) => {
  await desk.claim(id, agentOf(texts));
  return desk.reply(id, texts.text ?? '', { id: texts.id, agent: agentOf(texts) });
});
// Who claims again what they have changes nothing, not even the name: it goes to somebody of the new name and back.
onPost('rename', async (id, texts) => {
  const { id: agentId, name } = agentOf(texts);
  const renamed = { id: `${agentId} renamed`, name };
  await desk.claim(id, renamed, { from: agentId });
  return desk.claim(id, { id: agentId, name }, { from: renamed });
});
// What the desk says counts as nobody's answer, and claims nothing.
onPost('notify', (id, texts) => desk.notify(id, texts.text ?? '', { id: texts.id }));
onPost('label', (id, { add, remove }) => desk.label(id, { add: add ? [add] : [], remove: remove ? [remove] : [] }));
// The same farewell is sent once, however often a close is tried.
onPost('close', async (id, texts) => {
  const { farewell, farewellId, evenIfRefused } = texts;
  await desk.claim(id, agentOf(texts));
  const goodbye = farewell ? { farewell, farewellId } : {};
  return desk.close(id, { ...goodbye, evenIfRefused: evenIfRefused === 'yes', agent: agentOf(texts) });
});

// What agents say often. Read anew each time, so that a change needs no restart.
const replies = fileURLToPath(new URL('./replies.json', import.meta.url));
app.get('/api/replies', (_req, res) => res.sendFile(replies));

type Texts = Record<string, string | undefined>;

// The desk checks what it is called with.
function onPost(action: string, act: (conversationId: string, texts: Texts) => Promise<object>): void {
  app.post(`/api/sessions/:id/${action}`, express.json(), async (req, res) => {
    res.json(await act(req.params.id, req.body ?? {}));
  });
}

// What the desk says of its errors is written for people, and holds no secret.
const statuses: Record<string, number> = { input: 400, not_found: 404, conflict: 409, closed: 409, store: 503 };
const answerError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  if (isGptBotsHumanError(error)) {
    const { kind, delivery, message } = error;
    return res.status(statuses[kind] ?? 502).json({ kind, delivery, message });
  }
  // express.json() gives its errors a status.
  const { status = 500 } = error;
  if (status === 500) console.error(error);
  res.status(status).json({ message: status === 500 ? 'The console failed; its log says why.' : 'No such request.' });
};
app.use(answerError);

// Not for others: whoever reaches it speaks for the company.
const server = app.listen(Number(PORT || 3000), '127.0.0.1', (error) => {
  if (error) throw error;
  const { port } = server.address() as AddressInfo; // on TCP it is never a pipe's name
  console.log(`Listening on http://127.0.0.1:${port}`);
});

// Refuses what is new, finishes what is under way, ends the streams of events.
const shutDown = async () => {
  await desk.shutdown();
  server.close();
  await closeStore();
  server.closeAllConnections();
};
process.once('SIGTERM', shutDown).once('SIGINT', shutDown);
