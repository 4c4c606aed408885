/** The numbers a random history is made of, and how long it is. */
export interface History {
  steps: number;
  /** How many conversations, and ids of messages, there are to choose from. */
  conversations: number;
  ids: number;
  /** The part of the steps that are messages of the user. */
  chats: number;
  /** A number from 0 to `below`, without it. */
  number(below: number): number;
  /** True in so many cases of a hundred. */
  chance(percent: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
}

/** The same for the same seed. One of twenty-five is one long conversation. */
export function historyOf(seed: number): History {
  const random = mulberry32(seed);
  const number = (below: number) => Math.floor(random() * below);
  const isLong = seed % 25 === 0;
  return {
    steps: isLong ? 200 : 50,
    conversations: isLong ? 1 : 1 + number(3),
    ids: isLong ? 150 : 6,
    chats: isLong ? 60 : 20,
    number,
    chance: (percent) => random() * 100 < percent,
    // The index is below the length.
    pick: (choices) => choices[number(choices.length)] as (typeof choices)[0],
  };
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
