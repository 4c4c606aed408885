import type { Message, Session } from '../desk/types.ts';
import { asPromise } from '../internal/as-promise.ts';
import type { Connector } from './connector.ts';
import { roomError } from './room-error.ts';
import { ThreadGone } from './thread-gone.ts';

/** The functions of a connector that a bridge calls. */
export type ConnectorCall = Exclude<keyof Connector, 'listen'>;

// What their promises resolve to.
type Answers = { [Call in ConnectorCall]: Awaited<ReturnType<NonNullable<Connector[Call]>>> };

/** Calls a connector: no call takes for ever, and what one throws says no more than it may. */
export class GuardedConnector {
  readonly #connector: Connector;
  readonly #settings: { name: string; timeoutMs: number };

  constructor(connector: Connector, settings: { name: string; timeoutMs: number }) {
    this.#connector = connector;
    this.#settings = settings;
  }

  /** Opens a thread. What it throws is an error like any other: there is no thread yet that could be gone. */
  async open(session: Session, transcript: Message[]): Promise<string> {
    const { conversationId } = session;
    const failed = (error: unknown) => roomError(this.#settings.name, 'open', conversationId, error);
    const ref = await this.call('open', conversationId, session, transcript).catch((error) => {
      throw error instanceof ThreadGone ? failed(error) : error;
    });
    if (typeof ref === 'string' && ref !== '') return ref;
    throw failed(new TypeError('open resolved to no id'));
  }

  /** Whether the connector has this function. */
  has(call: ConnectorCall): boolean {
    return typeof this.#connector[call] === 'function';
  }

  /**
   * Calls the connector; undefined when it has no such function.
   *
   * @throws {ThreadGone} as the connector did
   * @throws {GptBotsHumanError} for everything else that failed
   */
  async call<Call extends ConnectorCall>(
    call: Call,
    conversationId: string,
    ...given: Parameters<NonNullable<Connector[Call]>>
  ): Promise<Answers[Call] | undefined> {
    const { name, timeoutMs } = this.#settings;
    // TypeScript does not see that the arguments and the answer are those of this very function.
    const act = this.#connector[call] as ((...given: unknown[]) => Promise<Answers[Call]>) | undefined;
    if (!act) return undefined;
    try {
      return await within(timeoutMs, () => act.apply(this.#connector, given));
    } catch (error) {
      if (error instanceof ThreadGone) throw error;
      throw roomError(name, call, conversationId, error);
    }
  }
}

class TookTooLong extends Error {
  override name = 'TookTooLong';
}

// What ends later is not heard of any more.
function within<T>(ms: number, act: () => T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TookTooLong()), ms);
    asPromise(undefined)
      .then(act)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
