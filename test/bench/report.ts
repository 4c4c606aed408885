/** One line of the report. */
export interface Row {
  name: string;
  result: string;
  target: string;
  verdict: 'met' | 'missed' | 'not measured' | '';
  spread: string;
  rounds: number;
}

const heads: Record<keyof Row, string> = {
  name: 'comparison',
  result: 'ratio',
  target: 'target',
  verdict: '',
  spread: 'spread',
  rounds: 'rounds',
};

/** Lays out a part of the report in columns. */
export function formatTable(rows: Row[], ownHeads: Partial<typeof heads> = {}): string {
  const cells = (row: typeof heads | Row) => columns.map((column) => String(row[column]));
  return layOut(cells({ ...heads, ...ownHeads }), rows.map(cells));
}

/** Lays out a table in columns, each as wide as its widest cell. */
export function layOut(head: string[], body: string[][]): string {
  const widths = head.map((_, i) => Math.max(...[head, ...body].map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

const columns = ['name', 'result', 'target', 'verdict', 'spread', 'rounds'] as const;

/** What several rounds say together. */
export interface Summary {
  median: number;
  min: number;
  max: number;
  rounds: number;
}

export function summarise(values: number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: median(sorted),
    min: sorted.at(0) ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    rounds: sorted.length,
  };
}

function median(sorted: number[]): number {
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

type Write = (value: number) => string;

/** A row of something that is good when it is large; what counts is the median of the rounds. */
export function atLeast(name: string, values: number[], target: number, write: Write): Row {
  return toRow(name, values, `>= ${write(target)}`, (median) => median >= target, write);
}

/** A row of something that is good when it is small. */
export function atMost(name: string, values: number[], target: number, write: Write): Row {
  return toRow(name, values, `<= ${write(target)}`, (median) => median <= target, write);
}

/** A row that shows something for which there is no target. */
export function asIs(name: string, values: number[], write: Write): Row {
  return { ...toRow(name, values, '-', () => true, write), verdict: '' };
}

/** The value below which a quarter of them are: what something costs when little else gets into its way. */
export function lowerQuartile(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 4)] ?? Number.NaN;
}

function toRow(name: string, values: number[], target: string, isMet: (median: number) => boolean, write: Write): Row {
  const { median, min, max, rounds } = summarise(values);
  if (rounds === 0) return { name, result: '-', target, verdict: 'not measured', spread: '-', rounds };
  const spread = rounds > 1 ? `${write(min)} - ${write(max)}` : '-';
  return { name, result: write(median), target, verdict: isMet(median) ? 'met' : 'missed', spread, rounds };
}
