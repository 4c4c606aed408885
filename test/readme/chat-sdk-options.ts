import type { Connector } from 'gptbots-human/bridge';
import { type ChatLike, chatSdkConnector } from 'gptbots-human/chat-sdk';

/** A connector with every option. */
export function connectorWithOptions(chat: ChatLike): Connector {
  const connector = chatSdkConnector(chat, {
    channel: 'slack:C0123456789',
    channelFor: ({ labels }) => (labels.includes('billing') ? 'slack:C0BILLING00' : undefined),
    texts: { newConversation: 'Neues Gespräch', take: 'Übernehmen', close: 'Beenden' },
  });
  return connector;
}
