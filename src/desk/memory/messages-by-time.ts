import { isUsersSinceHandoff, type Neighbours } from '../rules/messages.ts';
import type { Message } from '../types.ts';

const maxPieceLength = 512;

/**
 * The user's messages since the handoff, by their time; of the same time, in the order they came. In pieces, so that one
 * that comes late moves few others.
 */
export class MessagesByTime {
  readonly #pieces: Message[][] = [];

  /** @param messages all of a conversation, by `seq` */
  constructor(messages: readonly Message[]) {
    const sorted = messages.filter(isUsersSinceHandoff).sort((a, b) => a.at - b.at || a.seq - b.seq);
    for (let start = 0; start < sorted.length; start += maxPieceLength) {
      this.#pieces.push(sorted.slice(start, start + maxPieceLength));
    }
  }

  around(at: number): Neighbours {
    const { number, piece, place } = this.#find(at);
    return {
      before: piece[place - 1] ?? this.#pieces[number - 1]?.at(-1),
      after: piece[place] ?? this.#pieces[number + 1]?.[0],
    };
  }

  /** Adds a message that came after all others. */
  add(message: Message): void {
    if (!isUsersSinceHandoff(message)) return;
    const { number, piece, place } = this.#find(message.at);
    if (this.#pieces.length === 0) this.#pieces.push(piece);
    piece.splice(place, 0, message);
    if (piece.length > maxPieceLength) this.#pieces.splice(number + 1, 0, piece.splice(maxPieceLength / 2));
  }

  // Behind which message one of this time has its place.
  #find(at: number): { number: number; piece: Message[]; place: number } {
    const number = Math.max(0, countUpTo(this.#pieces, ([first]) => first, at) - 1);
    const piece = this.#pieces[number] ?? [];
    return { number, piece, place: countUpTo(piece, (message) => message, at) };
  }
}

/** How many of a sorted list are at or before a time. */
function countUpTo<One>(sorted: readonly One[], messageOf: (one: One) => Message | undefined, at: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const one = sorted[middle];
    if (one !== undefined && (messageOf(one)?.at ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
