import { expect } from 'vitest';
import type { StandIn } from '../../examples/demo/stand-in.ts';
import { chat, close, establish, goodbye, webhookRequest } from './gptbots.ts';

const replyPath = '/v1/human/message/receive';
const closePath = '/v1/human/close';
const replyTimeoutMs = 10_000;

/** A mounted example and the GPTBots it talks to. */
export interface Mounted {
  /** Sends a webhook request to the example, as GPTBots would. */
  send(request: Request): Promise<Response>;
  /** Where the example is mounted, without the secret. */
  address: string;
  secret: string;
  apiKey: string;
  gptbots: StandIn;
}

/** One user's whole conversation: every webhook is answered 200, every message with a reply, with the API key. */
export async function expectWholeExchange({ send, address, secret, apiKey, gptbots }: Mounted): Promise<void> {
  const webhook = async (route: string, body: unknown) => {
    const response = await send(webhookRequest(`${address}/${secret}${route}`, body));
    expect(await response.json(), `the answer to ${route}`).toEqual({ code: 200, message: 'success' });
    expect(response.status, `the status of ${route}`).toBe(200);
  };
  const expectCall = async (path: string, body?: string) => {
    const { conversation_id } = establish;
    const authorization = `Bearer ${apiKey}`;
    expect(await gptbots.nextCall(replyTimeoutMs), `the example's call of ${path}`).toEqual({
      ...{ path, authorization, status: 200, conversation_id, body },
    });
  };

  await webhook('/conversation/establish', establish);
  await expectCall(replyPath, 'You are through to our team. How can we help?');
  await webhook('/chat', chat);
  await expectCall(replyPath, `You wrote: ${chat.body}`);
  await webhook('/chat', goodbye);
  await expectCall(replyPath, 'You wrote: bye');
  await expectCall(closePath);
  await webhook('/conversation/close', close);
}

/** A stranger's request is answered 401. */
export async function expectWrongSecretRefused({ send, address }: Mounted): Promise<void> {
  for (const url of [`${address}/wrong/conversation/establish`, `${address}/conversation/establish?token=wrong`]) {
    const response = await send(webhookRequest(url, establish));
    expect(response.status, `the status of ${url}`).toBe(401);
  }
}
