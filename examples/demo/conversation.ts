import { print, printCall } from './print.ts';
import type { StandIn } from './stand-in.ts';

/** Who talks to whom. */
export interface Parties {
  /** The webhook's address, without the secret. */
  address: string;
  secret: string;
  gptbots: StandIn;
  /** How long a reply may take. */
  timeoutMs: number;
}

/** One user's conversation: sends the webhooks GPTBots would send, waits for what comes back, and prints both. */
export interface Conversation {
  askForHuman(): Promise<void>;
  say(body: string): Promise<void>;
  leave(): Promise<void>;
  /** Waits for the agent's reply. */
  reply(): Promise<void>;
  /** Waits until the agent closes the session. */
  closed(): Promise<void>;
}

/** Starts a conversation. Its methods reject, with a reason to print, when the backend does not do its part. */
export function converse({ address, secret, gptbots, timeoutMs }: Parties, conversation_id: string): Conversation {
  async function webhook(text: string, route: string, fields: Record<string, unknown>): Promise<void> {
    print('user', text);
    const call = `POST ${new URL(address).pathname}/<secret>${route}`;
    const response = await fetch(`${address}/${secret}${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ conversation_id, timestamp: Date.now(), ...fields }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    printCall(`${call} -> ${response.status} ${await response.text()}`);
    if (!response.ok) throw new Error(`The backend answered ${response.status} to ${call}.`);
  }

  async function apiCall(path: string): Promise<unknown> {
    const call = await gptbots.nextCall(timeoutMs);
    if (call.path !== path) throw new Error(`The backend called ${call.path}, but was expected to call ${path}.`);
    if (call.status !== 200) throw new Error(`GPTBots answered ${call.status} to the backend's call of ${path}.`);
    if (call.conversation_id !== conversation_id) throw new Error(`The backend's call is for another conversation.`);
    return call.body;
  }

  return {
    askForHuman: () => webhook('human service', '/conversation/establish', establishFields),
    say: (body) => webhook(body, '/chat', { body }),
    leave: () => webhook('(closes the window)', '/conversation/close', { type: 'USER_CLOSED' }),
    async reply() {
      const path = '/v1/human/message/receive';
      print('agent', String(await apiCall(path)));
      printCall(`POST ${path}`);
    },
    async closed() {
      const path = '/v1/human/close';
      await apiCall(path);
      print('agent', '(closes the session)');
      printCall(`POST ${path}`);
    },
  };
}

// The values of the sample request in GPTBots' documentation.
const establishFields = {
  body: [
    { text: 'human service', message_type: 'QUESTION' },
    { text: '', message_type: 'ANSWER' },
  ],
  email: 'bob@gmail.com',
  bot_id: '665d88b03ce2b13cf2d573454',
  user_info: { phone: null, email: 'bob@gmail.com', user_id: 'KDslas', anonymous_id: '652face5184b30540a6ea7fe' },
};
