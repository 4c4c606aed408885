import type { Message } from 'gptbots-human/desk';
import type { Visitor } from 'gptbots-human/testing';

/** The last thing a desk told the agent of a reply. */
export type Word = 'sent' | 'failed' | 'unknown';

/** The counts, and of what is wrong each text with what happened to it. */
export interface Report {
  replies: number;
  chats: number;
  /** By the desk's word; `unknown` ones may have been shown or not. */
  sent: number;
  failed: number;
  unknown: number;
  /** Of the failed and of the unknown ones, how many for which reason. */
  failedBy: Record<string, number>;
  unknownBy: Record<string, number>;
  /** Chats GPTBots got no 200 for. */
  notAcknowledged: number;
  /** Said to be sent and not shown; acknowledged and not stored; or never settled. */
  lost: string[];
  /** Shown or stored twice; or said to have failed, and shown: it would be sent again. */
  doubled: string[];
  /** Replies shown in another order than stored; chats whose display order is not that of the platform. */
  misplaced: string[];
  /** Said to be sent, and stored as something else: so it is when its instance was killed in between. */
  notRecorded: string[];
}

/** Keeps what desks and visitors were told, and holds it against what was stored and shown. Texts are unique. */
export class Account {
  readonly #words = new Map<string, { conversationId: string; word: Word; why: string }>();
  readonly #chats = new Map<string, { conversationId: string; acknowledged: boolean }>();
  readonly #failedBy: Record<string, number> = {};
  readonly #unknownBy: Record<string, number> = {};
  readonly #overtaken = new Set<string>();

  /** `why` a reply failed or is unknown, in a word or two. */
  replied(conversationId: string, text: string, word: Word, why = 'untold'): void {
    const by = { sent: undefined, failed: this.#failedBy, unknown: this.#unknownBy }[word];
    if (by) by[why] = (by[why] ?? 0) + 1;
    if (this.#words.has(text)) throw new Error(`the text ${text} was used twice by the test`);
    this.#words.set(text, { conversationId, word, why });
  }

  said(conversationId: string, text: string, acknowledged: boolean): void {
    if (this.#chats.has(text)) throw new Error(`the text ${text} was used twice by the test`);
    this.#chats.set(text, { conversationId, acknowledged });
  }

  /** A chat that was not acknowledged at first, and was when it was delivered again. */
  acknowledged(text: string): void {
    const chat = this.#chats.get(text);
    if (!chat) throw new Error(`the test knows of no chat ${text}`);
    chat.acknowledged = true;
  }

  /** Of these no order is promised: what was under way for too long may arrive whenever it likes. */
  overtaken(texts: Iterable<string>): void {
    for (const text of texts) this.#overtaken.add(text);
  }

  report(conversations: { visitor: Visitor; transcript: Message[] }[]): Report {
    const words = [...this.#words.values()].map(({ word }) => word);
    const chats = [...this.#chats.values()];
    const report: Report = {
      replies: words.length,
      chats: chats.length,
      sent: words.filter((word) => word === 'sent').length,
      failed: words.filter((word) => word === 'failed').length,
      unknown: words.filter((word) => word === 'unknown').length,
      failedBy: this.#failedBy,
      unknownBy: this.#unknownBy,
      notAcknowledged: chats.filter(({ acknowledged }) => !acknowledged).length,
      lost: [],
      doubled: [],
      misplaced: [],
      notRecorded: [],
    };
    const known = new Set(conversations.map(({ visitor }) => visitor.conversationId));
    for (const { conversationId } of [...this.#words.values(), ...chats]) {
      if (!known.has(conversationId)) throw new Error(`the test does not look at conversation ${conversationId}`);
    }
    for (const { visitor, transcript } of conversations) {
      this.#countReplies(visitor, transcript, report);
      this.#countChats(visitor, transcript, report);
    }
    return report;
  }

  #countReplies(
    { conversationId, replies }: Visitor,
    transcript: Message[],
    { lost, doubled, misplaced, notRecorded }: Report,
  ): void {
    const shown = replies.map(({ body }) => body);
    const stored = transcript.filter(({ from }) => from === 'agent' || from === 'system');
    const status = new Map(stored.map((message) => [message.text, message.status]));
    for (const text of repeated(shown)) doubled.push(`${text}: shown twice`);
    for (const text of repeated(stored.map((message) => message.text))) doubled.push(`${text}: stored twice`);
    for (const text of shown) if (!status.has(text)) lost.push(`${text}: shown, and not stored`);
    for (const [text, { conversationId: id, word, why }] of this.#words) {
      if (id !== conversationId) continue;
      if (word === 'sent' && !shown.includes(text)) lost.push(`${text}: said to be sent, and not shown`);
      if (word === 'sent' && status.get(text) !== 'sent')
        notRecorded.push(`${text}: said to be sent, and not stored so`);
      if (word === 'failed' && shown.includes(text))
        doubled.push(`${text}: said to have failed (${why}), stored as ${status.get(text)}, and shown`);
    }
    for (const [text, stands] of status) {
      if (stands === 'pending') lost.push(`${text}: never settled`);
      if (stands === 'sent' && !shown.includes(text)) lost.push(`${text}: stored as sent, and not shown`);
      if (stands === 'failed' && shown.includes(text)) doubled.push(`${text}: stored as failed, and shown`);
    }
    const inOrder = stored.filter(({ text, status }) => status === 'sent' && !this.#overtaken.has(text));
    const places = inOrder.map(({ text }) => ({ text, place: shown.indexOf(text) }));
    for (const text of tooEarly(places)) misplaced.push(`${text}: shown before one that was stored earlier`);
  }

  #countChats({ conversationId, lines }: Visitor, transcript: Message[], { lost, doubled, misplaced }: Report): void {
    const stored = transcript.filter(({ from, order }) => from === 'user' && order > 0);
    const texts = new Set(stored.map(({ text }) => text));
    for (const text of repeated(stored.map((message) => message.text))) doubled.push(`${text}: stored twice`);
    for (const [text, chat] of this.#chats) {
      if (chat.conversationId === conversationId && chat.acknowledged && !texts.has(text))
        lost.push(`${text}: acknowledged, and not stored`);
    }
    const said = new Map(lines.filter(({ from }) => from === 'visitor').map(({ body }, place) => [body, place]));
    const displayed = stored.toSorted((a, b) => a.order - b.order || a.seq - b.seq);
    const places = displayed.flatMap(({ text }) => ({ text, place: said.get(text) ?? -1 }));
    for (const text of tooEarly(places)) misplaced.push(`${text}: displayed after one that was said later`);
  }
}

function repeated(texts: string[]): string[] {
  return [...new Set(texts.filter((text, index) => texts.indexOf(text) !== index))];
}

function tooEarly(places: { text: string; place: number }[]): string[] {
  let furthest = -1;
  return places.flatMap(({ text, place }) => {
    if (place < furthest) return [text];
    furthest = place;
    return [];
  });
}
