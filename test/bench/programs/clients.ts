import { createServer } from 'node:http';
import { conversationId, userText } from '../fixtures.ts';
import { countHandled, keepAwake, programName, runCalls, serve } from '../in-child.ts';

/** How many calls each client has under way. */
const concurrency = 32;

const programs: Record<string, () => unknown> = {
  'client.sendReply': async () => {
    const { GptBotsHumanClient } = await import('gptbots-human');
    // The key and the address come from the environment.
    const client = new GptBotsHumanClient();
    runCalls(concurrency, async (n) => {
      const { code } = await client.sendReply({ conversation_id: conversationId(n), body: userText });
      if (code !== 0) throw new Error(`expected code 0, got ${code}`);
    });
  },
  'bare fetch': () => runCalls(concurrency, (n) => sendWithFetch(n)),
  'fetch with timeout': () => runCalls(concurrency, (n) => sendWithFetch(n, { signal: AbortSignal.timeout(15_000) })),
  'the API': serveApi,
};

const url = `${process.env.GPTBOTS_BASE_URL}/v1/human/message/receive`;
const sent = { authorization: `Bearer ${process.env.GPTBOTS_API_KEY}`, 'content-type': 'application/json' };

async function sendWithFetch(n: number, options?: { signal: AbortSignal }): Promise<void> {
  const reply = { conversation_id: conversationId(n), timestamp: Date.now(), body: userText };
  const response = await fetch(url, { method: 'POST', headers: sent, body: JSON.stringify(reply), ...options });
  // What the API documents.
  const { code } = (await response.json()) as { code: number };
  if (code !== 0) throw new Error(`expected code 0, got ${code}`);
}

// Stands in for the GPTBots API: as little work as possible, since it is the caller that is measured.
function serveApi(): void {
  const answer = JSON.stringify({ code: 0, message: 'OK' });
  const headers = { 'content-type': 'application/json', 'content-length': String(answer.length) };
  const server = createServer((req, res) => {
    req.resume();
    req.on('end', () => {
      countHandled();
      res.writeHead(200, headers);
      res.end(answer);
    });
  });
  serve(server);
  keepAwake(() => true);
}

await programs[programName]?.();
