import type { EstablishRequest } from '../models/webhook.ts';
import type { SessionChannel } from './types.ts';

// Shared, because most sessions have none: never changed in place.
const noChannel: SessionChannel = {};

/** Where the user writes from, as far as GPTBots says. */
export function channelOf({ conversation_type, channel_id, channel_name }: EstablishRequest): SessionChannel {
  if (!conversation_type && !channel_id && !channel_name) return noChannel;
  const channel: SessionChannel = {};
  if (conversation_type) channel.type = conversation_type;
  if (channel_id) channel.id = channel_id;
  if (channel_name) channel.name = channel_name;
  return channel;
}
