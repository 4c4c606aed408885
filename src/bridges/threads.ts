import type { Desk, LinkFrom } from '../desk/desk.ts';
import type { Message, Session } from '../desk/types.ts';
import type { GuardedConnector } from './guarded-connector.ts';
import type { ReplyIds } from './reply-ids.ts';

/** What a thread showed when it was opened in the middle of a conversation. */
interface Shown {
  /** All messages up to this `seq`, */
  upTo: number;
  /** but these. */
  except: Set<number>;
}

const pageSize = 1_000;
// Only what a repeat costs depends on it.
const maxRemembered = 10_000;

/** The threads of the sessions. Only who follows the desk under the bridge's name opens any: one instance at a time. */
export class Threads {
  readonly #desk: Desk;
  readonly #connector: GuardedConnector;
  readonly #ids: ReplyIds;
  // Oldest first.
  readonly #shown = new Map<string, Shown>();

  constructor(desk: Desk, connector: GuardedConnector, ids: ReplyIds) {
    this.#ids = ids;
    this.#desk = desk;
    this.#connector = connector;
  }

  /**
   * Opens a thread, and links it.
   *
   * @param transcript what it begins with; all that was said so far unless given
   * @returns its id; undefined when the session was forgotten meanwhile
   */
  async open(session: Session, transcript?: Message[]): Promise<string | undefined> {
    const { conversationId } = session;
    const all = transcript ?? (await this.#soFar(conversationId));
    const shown = all.filter((message) => this.#isSaid(message));
    const ref = await this.#connector.open(session, shown);
    // A desk of ours takes these options; one that somebody wrapped ties the session in any case.
    const link = this.#desk.link as LinkFrom;
    const linked = await link.call(this.#desk, conversationId, ref, { from: session.ref ?? null });
    // While this process stood still, another instance took over, and opened one.
    if (linked.ref !== ref) return linked.ref;
    if (!transcript) this.#remember(conversationId, all, shown);
    return ref;
  }

  /** Whether the thread showed this message already when it was opened. */
  hasShown({ conversationId, seq }: Message): boolean {
    const shown = this.#shown.get(conversationId);
    return shown !== undefined && seq <= shown.upTo && !shown.except.has(seq);
  }

  /** The conversation is over. */
  forget(conversationId: string): void {
    this.#shown.delete(conversationId);
  }

  // What is on its way from elsewhere is posted once it was sent; what was written in the room is not posted any more.
  #isSaid({ id, status }: Message): boolean {
    if (status === 'pending') return this.#ids.inRoom(id) !== undefined;
    return status !== 'failed';
  }

  async #soFar(conversationId: string): Promise<Message[]> {
    const messages: Message[] = [];
    for (;;) {
      const page = await this.#desk.transcript(conversationId, { after: messages.at(-1)?.seq, limit: pageSize });
      messages.push(...page);
      if (page.length < pageSize) return messages;
    }
  }

  #remember(conversationId: string, all: Message[], shown: Message[]): void {
    const seqs = new Set(shown.map(({ seq }) => seq));
    const except = new Set(all.map(({ seq }) => seq).filter((seq) => !seqs.has(seq)));
    this.#shown.delete(conversationId);
    this.#shown.set(conversationId, { upTo: all.at(-1)?.seq ?? 0, except });
    const [oldest] = this.#shown.keys();
    if (this.#shown.size > maxRemembered && oldest !== undefined) this.#shown.delete(oldest);
  }
}
