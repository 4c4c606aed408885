import type { Desk } from '../desk/desk.ts';
import type { Message } from '../desk/types.ts';
import type { GptBotsHumanError } from '../internal/error.ts';
import type { ReplyOutcome } from './connector.ts';
import type { GuardedConnector } from './guarded-connector.ts';
import { Patience } from './patience.ts';
import type { ReportBridgeError } from './reporter.ts';
import { ThreadGone } from './thread-gone.ts';

/** What telling outcomes needs. */
export interface OutcomeParts {
  desk: Desk;
  connector: GuardedConnector;
  report: ReportBridgeError;
  /** Aborts when the bridge stops. */
  signal(): AbortSignal;
}

const maxTries = 5;
const maxRemembered = 1_000;

/**
 * Tells the room what became of the replies made there. Who heard a reply tells at once, and knows the error. Who follows the
 * desk tells what nobody has told on this instance: the one that heard it may be gone.
 */
export class Outcomes {
  readonly #parts: OutcomeParts;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #telling = new Set<string>();
  // Told, and not yet met by the follower on this instance. Oldest first.
  readonly #told = new Set<string>();

  constructor(parts: OutcomeParts) {
    this.#parts = parts;
  }

  /**
   * Does the work of a reply, unless it is being done: a repeat waits for the same. While its outcome is told, a repeat is
   * another try: an agent may have read that it failed.
   */
  once(ref: string, id: string, work: () => Promise<void>): Promise<void> {
    const key = keyOf(ref, id);
    const known = this.#underWay.get(key);
    if (known && !this.#telling.has(key)) return known;
    const doing = (known ? known.then(work) : work()).finally(() => {
      if (this.#underWay.get(key) === doing) this.#underWay.delete(key);
    });
    this.#underWay.set(key, doing);
    return doing;
  }

  /** Tells what became of a reply; tries it a few times. Never rejects. */
  async tell(
    ref: string,
    outcome: ReplyOutcome,
    conversationId: string | undefined,
    error?: GptBotsHumanError,
  ): Promise<void> {
    const key = keyOf(ref, outcome.id);
    this.#telling.add(key);
    await this.#tell(ref, outcome, conversationId, error);
    this.#telling.delete(key);
  }

  /** A reply that was heard as `id` has an outcome. */
  async settled(ref: string, id: string, { conversationId, seq, status }: Message): Promise<void> {
    const { desk, connector } = this.#parts;
    await this.#underWay.get(keyOf(ref, id));
    if (this.#told.delete(keyOf(ref, id, status))) return;
    // It may have been tried again since.
    const [message] = await desk.transcript(conversationId, { after: seq - 1, limit: 1 });
    if (!message || message.status === 'pending' || message.status === 'received') return;
    const { text, agent = { id: '' } } = message;
    await connector.call('outcome', conversationId, ref, { id, text, agent, status: message.status });
  }

  async #tell(
    ref: string,
    outcome: ReplyOutcome,
    conversationId: string | undefined,
    error: GptBotsHumanError | undefined,
  ): Promise<void> {
    const { connector, report, signal } = this.#parts;
    const patience = new Patience(maxTries, signal());
    for (;;) {
      try {
        await connector.call('outcome', conversationId ?? '', ref, outcome, error);
        if (conversationId !== undefined) this.#remember(keyOf(ref, outcome.id, outcome.status));
        return;
      } catch (failure) {
        // The follower opens a new one.
        if (failure instanceof ThreadGone) return;
        report(failure, conversationId);
        if (!(await patience.pause(failure))) return;
      }
    }
  }

  #remember(key: string): void {
    this.#told.add(key);
    const [oldest] = this.#told;
    if (this.#told.size > maxRemembered && oldest !== undefined) this.#told.delete(oldest);
  }
}

function keyOf(...parts: string[]): string {
  return JSON.stringify(parts);
}
