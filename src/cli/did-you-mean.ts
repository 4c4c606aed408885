// What is longer is no word of this command line with a slip in it.
const maxLength = 40;

/** " Did you mean --fault?", when one of the candidates is what somebody may have meant; else nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}

/** The candidate that is the fewest slips away, or begins so; undefined when none is near. */
function nearest(word: string, candidates: readonly string[]): string | undefined {
  const typed = bare(word);
  if (typed.length < 2 || typed.length > maxLength) return undefined;
  const ranked = candidates
    .map((candidate) => ({ candidate, slips: slipsBetween(typed, bare(candidate)) }))
    .sort((a, b) => a.slips - b.slips);
  const [best] = ranked;
  // A third of its letters, but no more than three.
  if (best && best.slips <= Math.min(3, Math.max(1, Math.floor(typed.length / 3)))) return best.candidate;
  return candidates.find((candidate) => bare(candidate).startsWith(typed));
}

// One may write - for --, and a candidate may be any of both.
function bare(word: string): string {
  return word
    .slice(0, maxLength + 2)
    .replace(/^--?/, '')
    .toLowerCase();
}

/** How many letters were left out, added, changed or swapped with their neighbour: the optimal string alignment distance. */
function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const now = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      now[column] = Math.min(
        at(last, column) + 1,
        at(now, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = now;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
