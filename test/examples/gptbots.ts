/** What GPTBots sends; the values of the documentation's samples. */

export const establish = {
  conversation_id: '67d8db020fa31d1ef64f53dg',
  timestamp: 1742265090895,
  email: 'bob@gmail.com',
  bot_id: '665d88b03ce2b13cf2d573454',
  body: [
    { text: 'human service', message_type: 'QUESTION' },
    { text: '', message_type: 'ANSWER' },
  ],
  user_info: { phone: null, email: 'bob@gmail.com', user_id: 'KDslas', anonymous_id: '652face5184b30540a6ea7fe' },
};

export const chat = { conversation_id: establish.conversation_id, timestamp: 1742265091000, body: 'Grüße 👋' };

export const close = { conversation_id: establish.conversation_id, timestamp: 1742265092000, type: 'USER_CLOSED' };

export const goodbye = { ...chat, timestamp: 1742265091500, body: 'bye' };

/** A webhook request with a JSON body. */
export function webhookRequest(url: string, body: unknown): Request {
  return new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
