import { summarise } from '../statistics.ts';
import type { Row } from '../table.ts';

type Write = (value: number) => string;

/** A row of something that is good when it is large; what counts is the median of the rounds. */
export function atLeast(name: string, values: number[], target: number, write: Write): Row {
  return toRow(name, values, `>= ${write(target)}`, (median) => median >= target, write);
}

/** A row of something that is good when it is small. */
export function atMost(name: string, values: number[], target: number, write: Write): Row {
  return toRow(name, values, `<= ${write(target)}`, (median) => median <= target, write);
}

function toRow(name: string, values: number[], target: string, isMet: (median: number) => boolean, write: Write): Row {
  const { median, min, max, rounds } = summarise(values);
  if (rounds === 0) return { name, result: '-', target, verdict: 'not measured', spread: '-', rounds };
  const spread = rounds > 1 ? `${write(min)} - ${write(max)}` : '-';
  return { name, result: write(median), target, verdict: isMet(median) ? 'met' : 'missed', spread, rounds };
}
