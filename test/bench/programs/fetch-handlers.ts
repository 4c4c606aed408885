import { conversationId, moment, secret, success, userText } from '../fixtures.ts';
import { programName, runCalls } from '../in-child.ts';

let handled = 0;
const handler = async (_request: unknown) => {
  handled++;
};

async function chosenHandler(): Promise<(request: Request) => Promise<Response>> {
  if (programName === 'webhook.fetch') {
    const { createHumanWebhook } = await import('gptbots-human');
    return createHumanWebhook({ secret, establish: handler, chat: handler, close: handler }).fetch;
  }
  const { ChatSchema, isAuthorized } = await import('./hand-written.ts');
  return async (request) => {
    if (!isAuthorized(request.headers.get('authorization'))) {
      return Response.json({ code: 401, message: 'wrong secret' }, { status: 401 });
    }
    const parsed = ChatSchema.safeParse(await request.json());
    if (!parsed.success) return Response.json({ code: 400, message: 'invalid request' }, { status: 400 });
    await handler(parsed.data);
    return Response.json(success);
  };
}

// Called as a server does, which has to make a Request of its own each time.
const chosen = await chosenHandler();
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
  const { status } = await chosen(request);
  if (status !== 200) throw new Error(`expected a 200, got ${status}`);
  if (handled !== ++called) throw new Error(`the handler ran ${handled} times for ${called} calls`);
});
