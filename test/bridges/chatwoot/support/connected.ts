import type { Bridge, HeardReply } from 'gptbots-human/bridge';
import { type ChatwootConnector, type ChatwootOptions, chatwootConnector } from 'gptbots-human/chatwoot';
import { listening } from './listening.ts';
import { accountId, ChatwootStandIn, inboxId, type StandInOptions, token } from './stand-in.ts';

/** What a bridge was told. */
export type Told =
  | { heard: HeardReply; ref: string }
  | { closed: string }
  | { taken: string; agent: { id: string; name?: string } };

export const webhookSecret = 'the-secret-of-the-inbox';

/** A connector, the stand-in it talks to, and a server that takes the callbacks. */
export interface Connected {
  chatwoot: ChatwootStandIn;
  connector: ChatwootConnector;
  /** Where callbacks go. */
  url: string;
  /** What the bridge was told, in order. */
  told: Told[];
  /** The replies it was told of, each once: a repeat does no harm. */
  heard(): HeardReply[];
  logged: string[];
  /** What the bridge does while it hears; a test may make it wait. */
  hearing: { work?: (() => Promise<void>) | undefined };
  close(): Promise<void>;
}

/** Connects a connector to a stand-in. The bridge only writes down what it is told. */
export async function connect(
  standInOptions: StandInOptions = {},
  options: Partial<ChatwootOptions> = {},
): Promise<Connected> {
  const chatwoot = await ChatwootStandIn.start(standInOptions);
  const told: Told[] = [];
  const logged: string[] = [];
  const hearing: Connected['hearing'] = {};
  const write = (...line: unknown[]) => logged.push(JSON.stringify(line));
  const connector = chatwootConnector({
    baseUrl: chatwoot.url,
    accountId,
    inboxId: String(inboxId),
    apiAccessToken: token,
    webhookSecret,
    logger: { warn: write, error: write },
    ...options,
  });
  const bridge: Bridge = {
    start: async () => {},
    stop: async () => {},
    heard: async (ref, reply) => {
      told.push({ heard: reply, ref });
      await hearing.work?.();
    },
    closed: async (ref) => {
      told.push({ closed: ref });
    },
    taken: async (ref, agent) => {
      told.push({ taken: ref, agent });
      return true;
    },
  };
  connector.listen?.(bridge);
  const server = await listening(connector.webhook.node);
  const { url } = server;
  chatwoot.target = { url, secret: webhookSecret };
  const close = async () => {
    await chatwoot.close();
    await server.close();
  };
  const heard = () => [
    ...new Map(told.flatMap((one) => ('heard' in one ? [[one.heard.id, one.heard] as const] : []))).values(),
  ];
  return { chatwoot, connector, url, told, heard, logged, hearing, close };
}
