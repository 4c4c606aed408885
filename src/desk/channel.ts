import type { EstablishRequest } from '../models/webhook.ts';
import type { SessionChannel } from './types.ts';

/** Where the user writes from, as far as GPTBots says. */
export function channelOf({ conversation_type, channel_id, channel_name }: EstablishRequest): SessionChannel {
  const channel: SessionChannel = {};
  if (conversation_type) channel.type = conversation_type;
  if (channel_id) channel.id = channel_id;
  if (channel_name) channel.name = channel_name;
  return channel;
}
