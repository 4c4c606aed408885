import type { EstablishRequest, MessageType } from '../../models/webhook.ts';
import { newConversationId, newTimestamp } from './identity.ts';
import { texts } from './texts.ts';

/** Establish requests, by edition of the documentation and by channel. */
export interface EstablishSamples {
  /** The documented sample, since 2025. */
  current: EstablishRequest;
  /** The edition of 2024: no `user_info`. */
  '2024': EstablishRequest;
  /** WhatsApp: the shared placeholder instead of an address, and a phone number. */
  whatsapp: EstablishRequest;
  /** An API channel: no `email`, and none in `user_info`. */
  api: EstablishRequest;
  /** With undocumented fields that an existing client reads. */
  channel: EstablishRequest;
  /** Names and texts that are not in Latin script. */
  'non-latin': EstablishRequest;
  /** A transcript of 500 lines. */
  long: EstablishRequest;
  /** No `body`. */
  'no-body': RawEstablishRequest;
  /** `body` is null. */
  'null-body': RawEstablishRequest;
  /** Null in every field that may be null. */
  'null-fields': RawEstablishRequest;
}

/** The name of an edition or a channel. */
export type EstablishEdition = keyof EstablishSamples;

/** An establish request before the webhook parses it, which makes `body` a list and its texts strings. */
export interface RawEstablishRequest
  extends Pick<EstablishRequest, 'conversation_id' | 'timestamp' | 'bot_id' | 'email' | 'user_info'> {
  /** The transcript, before it is parsed. */
  body?: { message_type?: MessageType | null; text?: string | null }[] | null | undefined;
  [field: string]: unknown;
}

/**
 * Creates the samples. A field that an edition does not have is set to undefined. So it stays out of the JSON even when
 * the sample is spread over other fields, as `platform.visitor({ fields })` does.
 */
export const establishSamples: { [Edition in EstablishEdition]: () => EstablishSamples[Edition] } = {
  current: () => ({ ...edition2024(), user_info: userInfo() }),
  '2024': () => ({ ...edition2024(), user_info: undefined }),
  whatsapp: () => ({
    ...edition2024(),
    email: placeholder,
    user_info: { ...userInfo(), phone: '6591234567', email: null, user_id: null },
  }),
  api: () => ({ ...edition2024(), email: undefined, user_info: { ...userInfo(), email: null } }),
  channel: () => ({
    ...edition2024(),
    email: placeholder,
    user_info: { ...userInfo(), email: null, user_id: null, user_name: 'Bob' },
    conversation_type: 'TELEGRAM',
    channel_id: '66a0b1f2c3d4e5f607182930',
    channel_name: 'Parcel service',
  }),
  'non-latin': () => ({
    ...edition2024(),
    body: [
      { text: texts.nonLatin, message_type: 'QUESTION' },
      { text: texts.emoji, message_type: 'ANSWER' },
      { text: '转人工', message_type: 'QUESTION' },
    ],
    user_info: { ...userInfo(), user_id: '客户-42', user_name: '王小明' },
    channel_name: '客服',
  }),
  long: () => ({ ...edition2024(), body: longTranscript(), user_info: userInfo() }),
  'no-body': () => ({ ...edition2024(), body: undefined, user_info: userInfo() }),
  'null-body': () => ({ ...edition2024(), body: null, user_info: userInfo() }),
  'null-fields': () => ({
    ...edition2024(),
    email: null,
    body: [
      { text: 'human service', message_type: 'QUESTION' },
      { text: null, message_type: null },
    ],
    user_info: { phone: null, email: null, user_id: null, anonymous_id: null, user_name: null },
    conversation_type: null,
    channel_id: null,
    channel_name: null,
  }),
};

// GPTBots sends this on WhatsApp, Telegram and LiveChat, and for API calls without an address.
const placeholder = 'support@gptbots.ai';

function edition2024(): EstablishRequest {
  return {
    body: [
      { text: 'human service', message_type: 'QUESTION' },
      { text: '', message_type: 'ANSWER' },
    ],
    timestamp: newTimestamp(),
    email: 'bob@gmail.com',
    conversation_id: newConversationId(),
    bot_id: '665d88b03ce2b13cf2d573454',
  };
}

function userInfo() {
  return { phone: null, email: 'bob@gmail.com', user_id: 'KDslas', anonymous_id: '652face5184b30540a6ea7fe' };
}

function longTranscript(): EstablishRequest['body'] {
  return Array.from({ length: 500 }, (_, index) => {
    const isQuestion = index % 2 === 0;
    const text = isQuestion
      ? `Question ${index / 2 + 1}: ${texts.plain}`
      : 'It is on its way, and will be with you soon.';
    return { text, message_type: isQuestion ? 'QUESTION' : 'ANSWER' };
  });
}
