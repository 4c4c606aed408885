import type { WebhookFaces } from '../../adapters/create-human-webhook.ts';
import type { Message } from '../../desk/types.ts';
import type { Bridge } from '../bridge.ts';
import type { Connector, HeardReply } from '../connector.ts';
import { splitText } from '../split-text.ts';
import { ThreadGone } from '../thread-gone.ts';
import { ChatwootApi } from './api.ts';
import { callbackFaces } from './callbacks.ts';
import { Conversations } from './conversations.ts';
import { hearEvent } from './events.ts';
import { ownErrorPrefix, ownMark } from './marks.ts';
import { newestMessages } from './newest-messages.ts';
import { type ChatwootOptions, chatwootSettings } from './options.ts';
import { replyIn, shownFailure } from './payload.ts';
import { RecentlyHeard } from './recently-heard.ts';
import { closedNote, handoffNote, overdueNote, saidLine, whyNotSent } from './texts.ts';

/** A connector to an API inbox of Chatwoot, and what takes Chatwoot's callbacks. */
export interface ChatwootConnector extends Connector {
  /** Takes Chatwoot's callbacks, under any path: the inbox' *Webhook URL* leads here. */
  webhook: WebhookFaces;
}

// `validates :content` in https://github.com/chatwoot/chatwoot/blob/develop/app/models/message.rb.
const maxLength = 150_000;

/**
 * Connects a bridge to an API inbox of Chatwoot. A session becomes a conversation there; what agents write in it is sent to
 * the customer; a resolved conversation is a closed session, both ways. Private notes are never sent.
 *
 * @throws {GptBotsHumanError} kind `input`, when an option is wrong, or both `webhookSecret` and `urlToken` are missing
 *
 * @example
 * const chatwoot = chatwootConnector({
 *   baseUrl: 'https://app.chatwoot.com',
 *   accountId: 1,
 *   inboxId: 2,
 *   apiAccessToken: process.env.CHATWOOT_API_ACCESS_TOKEN,
 *   webhookSecret: process.env.CHATWOOT_WEBHOOK_SECRET,
 * });
 * app.use('/chatwoot', chatwoot.webhook.node);
 * await createBridge(desk, chatwoot, { name: 'chatwoot' }).start();
 */
export function chatwootConnector(options: ChatwootOptions): ChatwootConnector {
  const settings = chatwootSettings(options);
  const { inboxId, logger } = settings;
  const api = new ChatwootApi(settings);
  const conversations = new Conversations(api, inboxId);
  const recent = new RecentlyHeard();
  let bridge: Bridge | undefined;

  // https://developers.chatwoot.com/api-reference/messages/create-new-message. Only the visitor's own words are messages;
  // all else is a private note, which Chatwoot shows to nobody outside, whatever a version makes of the marks.
  async function write(ref: string, id: string, text: string, isNote: boolean): Promise<void> {
    const parts = splitText(text, maxLength);
    for (const [index, content] of parts.entries()) {
      const body = {
        content,
        message_type: isNote ? 'outgoing' : 'incoming',
        private: isNote,
        ...ownMark(index === 0 ? id : `${id}:${index}`),
      };
      await api.call({ method: 'POST', conversation: ref, path: '/messages', body });
    }
  }

  // An incoming message opens a resolved conversation again, so what comes after the end is a note too.
  async function show(ref: string, message: Message): Promise<void> {
    if (message.text.trim() === '') return;
    const isNote = message.from !== 'user' || message.late === true;
    await write(ref, message.id, isNote ? saidLine(message) : message.text, isNote);
  }

  return {
    webhook: callbackFaces(settings, (event) => bridge && hearEvent(event, { bridge, api, inboxId, logger, recent })),

    listen(listening) {
      bridge = listening;
    },

    async open(session, transcript) {
      const ref = await conversations.of(session);
      const said = transcript.filter(({ text }) => text.trim() !== '');
      // The visitor's last words are a message of their own, so that the conversation counts as waiting.
      const last = said.findLastIndex(({ from, late }) => from === 'user' && !late);
      const before = last < 0 ? said : said.slice(0, last);
      await write(ref, `${session.conversationId}:handoff`, handoffNote(session, before), true);
      for (const message of said.slice(before.length)) await show(ref, message);
      return ref;
    },

    post: show,

    async outcome(ref, { id, status }, error) {
      // https://github.com/chatwoot/chatwoot/pull/11387. Chatwoot before 4.2 does not know the path and answers 404, and so
      // it does for a conversation that is gone: the note tells which it was.
      const mark = (body: object) =>
        api.call({ method: 'PATCH', conversation: ref, path: `/messages/${id}`, body }).catch((failure: unknown) => {
          if (!(failure instanceof ThreadGone)) throw failure;
        });
      if (status === 'sent') {
        await mark({ status: 'delivered' });
        return;
      }
      const { short, note } = whyNotSent(status, error);
      await write(ref, `${id}:${status}`, note, true);
      // Last, as with it comes the button Retry: the bridge takes that for one more repeat until this has resolved.
      await mark({ status: 'failed', external_error: `${ownErrorPrefix}${short}` });
    },

    async overdue(ref, session) {
      await write(ref, `${session.conversationId}:overdue`, overdueNote(session), true);
    },

    async close(ref, session) {
      await write(ref, `${session.conversationId}:closed`, closedNote(session), true);
      // Without a status, it would be toggled: https://developers.chatwoot.com/api-reference/conversations/toggle-status.
      const body = { status: 'resolved' };
      await api.call({ method: 'POST', conversation: ref, path: '/toggle_status', body });
    },

    async missed(ref) {
      const messages = await newestMessages(api, ref);
      // Whoever wrote one that this connector has marked as failed knows of it, and may have written it once more.
      const open = messages.filter((message) => !shownFailure(message)?.isOwn);
      return open.map(replyIn).filter((reply): reply is HeardReply => reply !== undefined);
    },
  };
}
