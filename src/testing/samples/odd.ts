import type { EstablishRequest } from '../../models/webhook.ts';
import { newConversationId, newTimestamp } from './identity.ts';

/** An establish request in which only the required fields have the documented types. */
export interface OddEstablishRequest extends Pick<EstablishRequest, 'conversation_id' | 'timestamp'> {
  [field: string]: unknown;
}

/** Creates the sample. Each of its odd fields was seen in the webhooks of other platforms. */
export function oddEstablish(): OddEstablishRequest {
  return {
    conversation_id: newConversationId(),
    timestamp: newTimestamp(),
    bot_id: null,
    email: 0,
    body: [{ text: 'human service', message_type: 'QUESTION' }, null, { text: 5, message_type: 1 }],
    user_info: { phone: 6591234567, email: '', user_id: 42, anonymous_id: {}, user_name: [] },
    conversation_type: 5,
    channel_id: 42,
    channel_name: { en: 'Shop' },
  };
}
