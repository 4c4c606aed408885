import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Bridge, type Connector, type HeardReply, ThreadGone } from 'gptbots-human/bridge';

/** What the room tells an instance. */
export type RoomCall =
  | { what: 'heard'; ref: string; reply: HeardReply }
  | { what: 'closed'; ref: string; agent: { id: string } };

/** The path an instance takes the room's calls at. */
export const roomPath = '/room';

/** A connector to a room behind HTTP; see RoomServer. */
export function roomConnector(url: string) {
  let bridge: Bridge | undefined;
  const ask = async (path: string, body: object) => {
    const answer = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (answer.status === 404) throw new ThreadGone();
    const retryAfter = answer.headers.get('retry-after');
    if (!answer.ok) {
      throw Object.assign(new Error(`the room answered ${answer.status}`), {
        ...(retryAfter === null ? {} : { retryAfterMs: Number(retryAfter) * 1_000 }),
      });
    }
    return answer.json();
  };
  const connector: Connector = {
    listen(given) {
      bridge = given;
    },
    async open({ conversationId }, transcript) {
      const texts = transcript.map(({ text }) => text);
      return (await ask('/open', { conversationId, texts })).ref;
    },
    async post(ref, { text }) {
      await ask('/post', { ref, text });
    },
    async outcome(ref, { id, status }) {
      await ask('/outcome', { ref, id, status });
    },
    async close(ref) {
      await ask('/close', { ref });
    },
    async missed(ref) {
      return (await ask('/missed', { ref })).written;
    },
  };

  /** Answers before anything is done, as most rooms want it. */
  async function listener(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    response.end('{}');
    const call = JSON.parse(body) as RoomCall;
    if (call.what === 'heard') await bridge?.heard(call.ref, call.reply);
    else await bridge?.closed(call.ref, call.agent);
  }
  return { connector, listener };
}
