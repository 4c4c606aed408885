import type { Platform } from 'gptbots-human/testing';
import { print, printCall } from './print.ts';

/** Who talks to whom. */
export interface Parties {
  gptbots: Platform;
  /** Stands in the webhook's path, and is not printed. */
  secret: string;
  /** How long a reply may take. */
  timeoutMs: number;
}

/** One user's conversation on the simulated GPTBots. Both sides are printed as it goes. */
export interface Conversation {
  id: string;
  say(body: string): Promise<void>;
  leave(): Promise<void>;
  /** Waits for the agent's reply. */
  reply(): Promise<void>;
  /** Waits until the agent closes the session. */
  closed(): Promise<void>;
}

/** A user asks for a human. Rejects, as the methods do, with a reason to print when the backend does not do its part. */
export async function converse({ gptbots, secret, timeoutMs }: Parties): Promise<Conversation> {
  function expectAnswered(): void {
    const webhook = gptbots.calls.findLast(({ kind }) => kind === 'webhook');
    const { request, answer, failure } = webhook ?? {};
    const call = `POST ${request?.url.replace(secret, '<secret>')}`;
    printCall(`${call} -> ${answer ? `${answer.status} ${answer.body}` : failure}`);
    if (answer?.status !== 200) throw new Error(`The backend did not answer 200 to ${call}.`);
  }

  print('user', '(asks for a human)');
  const visitor = await gptbots.visitor();
  expectAnswered();
  return {
    id: visitor.conversationId,
    async say(body) {
      print('user', body);
      await visitor.say(body);
      expectAnswered();
    },
    async leave() {
      print('user', '(closes the window)');
      await visitor.leave();
      expectAnswered();
    },
    async reply() {
      const { body } = await visitor.nextReply({ timeoutMs });
      print('agent', body);
      printCall('POST /v1/human/message/receive');
    },
    async closed() {
      if ((await visitor.ended()) !== 'CLOSED_BY_SERVICE') throw new Error('The backend did not close the session.');
      print('agent', '(closes the session)');
      printCall('POST /v1/human/close');
    },
  };
}
