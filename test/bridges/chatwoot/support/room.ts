import { chatwootConnector } from 'gptbots-human/chatwoot';
import type { ConnectedRoom, RoomFailure } from 'gptbots-human/testing/bridge';
import { listening } from './listening.ts';
import type { StoredMessage, User } from './records.ts';
import { accountId, ChatwootStandIn, inboxId, token } from './stand-in.ts';

const webhookSecret = 'the-secret-of-the-inbox';

/** A connector and a stand-in of Chatwoot, as `connectorContract` wants them. */
export async function chatwootRoom(): Promise<ConnectedRoom> {
  const chatwoot = await ChatwootStandIn.start();
  const options = { baseUrl: chatwoot.url, accountId, inboxId, apiAccessToken: token, webhookSecret, logger: {} };
  const connector = chatwootConnector(options);
  const server = await listening(connector.webhook.node);
  chatwoot.target = { url: server.url, secret: webhookSecret };
  const told = () => chatwoot.callbacks.settled();
  return {
    connector,
    room: {
      threads: async () =>
        chatwoot.conversations.map(({ display_id, status, messages }) => ({
          ref: String(display_id),
          texts: messages.map(({ content }) => content),
          isClosed: status === 'resolved',
          outcomes: Object.fromEntries(messages.flatMap(outcomeOf)),
        })),
      async write(ref, { text, agent, told: isTold }) {
        const { id } = chatwoot.write(ref, text, userOf(agent), isTold === undefined ? {} : { isTold });
        await told();
        return String(id);
      },
      async repeat(ref, id) {
        const message = chatwoot.conversation(ref).messages.find((one) => String(one.id) === id);
        if (message?.status === 'failed') chatwoot.retry(ref, message.id);
        else if (message) chatwoot.callbacks.message('message_created', ref, message);
        await told();
      },
      async close(ref) {
        chatwoot.setStatus(ref, 'resolved');
        await told();
      },
      async take(ref, agent) {
        chatwoot.assign(ref, userOf(agent));
        await told();
      },
      async remove(ref) {
        chatwoot.deleteConversation(ref);
      },
      fail(how) {
        chatwoot.fault = ({ path }) => faultOf(how, path);
      },
      heal() {
        chatwoot.fault = undefined;
      },
    },
    async close() {
      await chatwoot.close();
      await server.close();
    },
  };
}

function faultOf(
  { kind, retryAfterMs, ref }: RoomFailure,
  path: string,
): ReturnType<NonNullable<ChatwootStandIn['fault']>> {
  if (ref !== undefined && !path.startsWith(`/conversations/${ref}/`)) return undefined;
  if (kind === 'lost') return 'lost';
  if (kind === 'refused') return [500, { error: 'Internal server error' }];
  return [429, {}, { 'retry-after': String(Math.ceil((retryAfterMs ?? 0) / 1000)) }];
}

// An agent's message shows one tick when it was written, two when the customer has it, and red when not.
function outcomeOf({
  id,
  message_type,
  status,
  content_attributes: { external_error },
}: StoredMessage): [string, 'sent' | 'failed' | 'unknown'][] {
  if (message_type !== 1) return [];
  if (status === 'delivered') return [[String(id), 'sent']];
  if (status !== 'failed') return [];
  return [[String(id), String(external_error).includes('not known') ? 'unknown' : 'failed']];
}

const names = ['ann', 'ben'];

function userOf(agent: string): User {
  return { id: names.indexOf(agent) + 11, name: agent, type: 'user' };
}
