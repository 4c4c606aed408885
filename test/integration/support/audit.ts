import { type GptBotsHumanClient, isGptBotsHumanError } from 'gptbots-human';
import type { Visitor } from 'gptbots-human/testing';

/** One reply, and what the client said of it. */
export interface Sent {
  text: string;
  outcome: 'sent' | 'not_sent' | 'rejected' | 'unknown';
}

/** Replies to a visitor with numbered texts, all at once, and waits for what the client says of each. */
export function sendNumbered(client: GptBotsHumanClient, visitor: Visitor, count: number): Promise<Sent[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => send(client, visitor, `reply ${index}`)));
}

async function send(client: GptBotsHumanClient, { conversationId }: Visitor, text: string): Promise<Sent> {
  try {
    await client.sendReply({ conversation_id: conversationId, body: text });
    return { text, outcome: 'sent' };
  } catch (error) {
    if (isGptBotsHumanError(error)) return { text, outcome: error.delivery };
    throw error;
  }
}

/** How the client's word compares with what visitors were shown. */
export interface Audit {
  replies: number;
  /** Said to be sent, and never shown. */
  lost: number;
  /** Said not to be sent, or to be rejected, and shown all the same. */
  denied: number;
  /** Shown more than once. */
  doubled: number;
  /**
   * Said to be sent, and first shown after a later one that was. Of the others the order is not promised: one that ran
   * into a timeout may be anywhere between here and GPTBots.
   */
  misplaced: number;
  /** The client could not tell. */
  unknown: number;
}

/** Holds what the client said of each reply against what the visitor was shown. */
export function audit(conversations: { sent: Sent[]; visitor: Visitor }[]): Audit {
  const counts: Audit = { replies: 0, lost: 0, denied: 0, doubled: 0, misplaced: 0, unknown: 0 };
  for (const { sent, visitor } of conversations) {
    const shown = visitor.replies.map(({ body }) => body);
    for (const { text, outcome } of sent) {
      const times = shown.filter((body) => body === text).length;
      counts.replies++;
      if (outcome === 'sent' && times === 0) counts.lost++;
      if ((outcome === 'not_sent' || outcome === 'rejected') && times > 0) counts.denied++;
      if (times > 1) counts.doubled++;
      if (outcome === 'unknown') counts.unknown++;
    }
    const places = sent.flatMap(({ text, outcome }) => (outcome === 'sent' ? [shown.indexOf(text)] : []));
    counts.misplaced += outOfOrder(places);
  }
  return counts;
}

function outOfOrder(places: number[]): number {
  let furthest = -1;
  return places.filter((place) => {
    const isEarly = place < furthest;
    furthest = Math.max(furthest, place);
    return isEarly;
  }).length;
}
