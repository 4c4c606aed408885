import type { Platform } from '../../testing/platform.ts';
import type { Visitor, VisitorOptions } from '../../testing/types.ts';
import type { Texts } from './page-requests.ts';

/** The visitors of the pages: one for each browser tab, until it asks for a human again. */
export class Visitors {
  readonly #platform: Platform;
  readonly #changed: (visitor: Visitor) => void;
  readonly #byTab = new Map<string, Visitor>();
  // What a visitor writes waits until establish was answered: a chat before it would be out of order.
  readonly #established = new WeakMap<Visitor, Promise<unknown>>();

  /** `changed` hears of what the platform has no event for. */
  constructor(platform: Platform, changed: (visitor: Visitor) => void) {
    this.#platform = platform;
    this.#changed = changed;
  }

  ofTab(tab: string): Visitor | undefined {
    return this.#byTab.get(tab);
  }

  /** Asks for a human. Returns false when the tab has a conversation that is not over. */
  start(tab: string, options: VisitorOptions): boolean {
    if (isUnderWay(this.#byTab.get(tab))) return false;
    const established = this.#platform.visitor(options);
    const visitor = this.#platform.visitors.at(-1);
    if (!visitor) return false;
    this.#byTab.set(tab, visitor);
    this.#established.set(visitor, established);
    this.#changed(visitor);
    return true;
  }

  /** Writes. Returns false when there is no conversation to write in. */
  say(tab: string, text: string): boolean {
    const visitor = this.#byTab.get(tab);
    if (!visitor || !isUnderWay(visitor)) return false;
    const said = Promise.resolve(this.#established.get(visitor)).then(() => {
      const answered = visitor.say(text);
      this.#changed(visitor);
      return answered;
    });
    void said.then(() => this.#changed(visitor));
    return true;
  }

  /** Ends the conversation. Returns false when there is none. */
  leave(tab: string): boolean {
    const visitor = this.#byTab.get(tab);
    if (!visitor || !isUnderWay(visitor)) return false;
    void visitor.leave();
    return true;
  }
}

function isUnderWay(visitor: Visitor | undefined): boolean {
  return visitor?.status === 'connecting' || visitor?.status === 'connected';
}

/** Who the visitor says to be. What they left empty is as the platform has it. */
export function visitorOptions({ question, email, user_id, phone }: Texts): VisitorOptions {
  const user = Object.entries({ user_id, phone }).filter(([, value]) => value);
  return {
    email: email || undefined,
    user: Object.fromEntries(user),
    transcript: question
      ? [
          { message_type: 'QUESTION', text: question },
          { message_type: 'ANSWER', text: '' },
        ]
      : undefined,
  };
}
