/** One line of the report. */
export interface Row {
  name: string;
  result: string;
  target: string;
  verdict: 'met' | 'missed' | 'not measured';
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
  const lines = [{ ...heads, ...ownHeads }, ...rows].map((row) => columns.map((column) => String(row[column])));
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const [head, ...body] = lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [head, rule, ...body].join('\n');
}

const columns = ['name', 'result', 'target', 'verdict', 'spread', 'rounds'] as const;
