import type { Platform } from '../../testing/platform.ts';
import type { Line, Visitor, VisitorOptions } from '../../testing/types.ts';
import type { Texts } from './page-requests.ts';
import type { EarlierLine } from './views.ts';

/** The visitor of a browser tab. */
export interface TabVisitor {
  visitor: Visitor;
  /** What was said before the handoff. */
  earlier: EarlierLine[];
  /** What a visitor writes waits until establish was answered: a chat before it would be out of order. */
  established: Promise<unknown>;
  waiting: Line[];
}

// The platform keeps as many visitors.
const maxTabs = 1000;

/** The visitors of the pages: one for each browser tab, until it asks for a human again. */
export class Visitors {
  readonly #platform: Platform;
  readonly #changed: (one: TabVisitor) => void;
  readonly #byTab = new Map<string, TabVisitor>();

  /** `changed` hears of what the platform has no event for. */
  constructor(platform: Platform, changed: (one: TabVisitor) => void) {
    this.#platform = platform;
    this.#changed = changed;
  }

  ofTab(tab: string): TabVisitor | undefined {
    return this.#byTab.get(tab);
  }

  /** The tab's visitor, if this is theirs. */
  of(visitor: Visitor): TabVisitor | undefined {
    for (const one of this.#byTab.values()) if (one.visitor === visitor) return one;
    return undefined;
  }

  /** Asks for a human. Returns false when the tab has a conversation that is not over. */
  start(tab: string, options: VisitorOptions): boolean {
    if (isUnderWay(this.#byTab.get(tab))) return false;
    const established = this.#platform.visitor(options);
    const visitor = this.#platform.visitors.at(-1);
    if (!visitor) return false;
    const one = { visitor, earlier: earlierLines(options), established, waiting: [] };
    // Behind the others: the tab that was used last is forgotten last.
    this.#byTab.delete(tab);
    this.#byTab.set(tab, one);
    this.#forgetOldest();
    this.#changed(one);
    return true;
  }

  /** Writes. Returns false when there is no conversation to write in. */
  say(tab: string, text: string): boolean {
    const one = this.#byTab.get(tab);
    if (!one || !isUnderWay(one)) return false;
    one.waiting.push({ from: 'visitor', body: text, at: Date.now(), delivered: undefined });
    this.#changed(one);
    const said = one.established.then(() => {
      one.waiting.shift();
      const answered = one.visitor.say(text);
      this.#changed(one);
      return answered;
    });
    void said.then(() => this.#changed(one));
    return true;
  }

  /** Ends the conversation. Returns false when there is none. */
  leave(tab: string): boolean {
    const one = this.#byTab.get(tab);
    if (!one || !isUnderWay(one)) return false;
    void one.visitor.leave();
    return true;
  }

  #forgetOldest(): void {
    if (this.#byTab.size <= maxTabs) return;
    for (const [tab, one] of this.#byTab) {
      if (isUnderWay(one)) continue;
      this.#byTab.delete(tab);
      return;
    }
  }
}

function isUnderWay(one: TabVisitor | undefined): boolean {
  return one?.visitor.status === 'connecting' || one?.visitor.status === 'connected';
}

// An empty answer is how GPTBots says that the bot said nothing.
function earlierLines({ transcript = [] }: VisitorOptions): EarlierLine[] {
  return transcript
    .filter(({ text }) => text)
    .map(({ message_type, text }) => ({ from: message_type === 'QUESTION' ? 'visitor' : 'bot', body: text }));
}

const usualQuestion = 'I would like to talk to a human.';

/** Who the visitor says to be, and what was said before. What they left empty is as the platform has it. */
export function visitorOptions({ question, answer = '', name, email, user_id, phone }: Texts): VisitorOptions {
  const user = Object.entries({ user_name: name, user_id, phone }).filter(([, value]) => value);
  return {
    email: email || undefined,
    user: Object.fromEntries(user),
    transcript: [
      { message_type: 'QUESTION', text: question || usualQuestion },
      { message_type: 'ANSWER', text: answer },
    ],
  };
}
