import { conversationId, moment, secret, userText } from '../fixtures.ts';
import { runCalls } from '../run-calls.ts';

/** Calls a fetch handler as a server does, which has to make a Request of its own each time. */
export function callHandler(handler: (request: Request) => Promise<Response>, handled: () => number): void {
  let called = 0;
  runCalls(1, async (n) => {
    const body = JSON.stringify({ conversation_id: conversationId(n), timestamp: moment(n), body: userText });
    const request = new Request('http://127.0.0.1/gptbots/chat', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      },
      body,
    });
    const { status } = await handler(request);
    if (status !== 200) throw new Error(`expected a 200, got ${status}`);
    if (handled() !== ++called) throw new Error(`the handler ran ${handled()} times for ${called} calls`);
  });
}
