import { GptBotsHumanClient } from 'gptbots-human';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { send } from './send.ts';

const gptbots = setupServer(
  http.post('https://api.gptbots.ai/v1/human/message/receive', async ({ request }) => {
    if (request.headers.get('authorization') === 'Bearer test')
      return HttpResponse.json({ code: 0, message: 'success' });
    return HttpResponse.json({ code: 40127, message: 'Developer authentication failed' }, { status: 401 });
  }),
);
beforeAll(() => gptbots.listen({ onUnhandledRequest: 'error' }));
afterAll(() => gptbots.close());

it('tells the agent whether the customer got the message', async () => {
  expect(await send(new GptBotsHumanClient({ apiKey: 'test' }), 'c1', 'Hello')).toBe('sent');
  expect(await send(new GptBotsHumanClient({ apiKey: 'wrong' }), 'c1', 'Hello')).toBe('not sent, try again');
});
