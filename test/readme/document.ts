import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of a file of this repository. */
export function inRepository(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** A page of the documentation, line by line. */
export interface Page {
  path: string;
  lines: string[];
  fences: Fence[];
}

/** A code block of a page. */
export interface Fence {
  language: string;
  code: string;
  /** The file named in the comment before it. */
  source: string | undefined;
  line: number;
}

export const readme = pageAt('README.md');

/** Every page whose code, commands and links are checked. */
export const pages: Page[] = [readme, pageAt('examples/README.md')];

/** README.md, line by line. */
export const { lines, fences } = readme;

function pageAt(path: string): Page {
  const lines = readFileSync(inRepository(path), 'utf8').split('\n');
  const fences = lines.flatMap((line, index) => {
    const language = /^```(\w+)$/.exec(line)?.[1];
    if (language === undefined) return [];
    const code = lines.slice(index + 1, lines.indexOf('```', index + 1)).join('\n');
    const source = /^<!-- (\S+) -->$/.exec(lines[index - 1] ?? '')?.[1];
    return [{ language, code, source, line: index + 1 }];
  });
  return { path, lines, fences };
}

/** The rows of the table whose header starts with `firstColumn`, each a list of cells. */
export function table(firstColumn: string): string[][] {
  const header = lines.findIndex((line) => line.startsWith(`| ${firstColumn} |`));
  if (header < 0) throw new Error(`README.md has no table that starts with the column ${firstColumn}`);
  const rows = lines.slice(header + 2);
  return rows.slice(0, rows.indexOf('')).map((row) => row.slice(2, -2).split(/ \| | \|(?= \|)/));
}

/** The words of a cell that are set as code. */
export function codes(cell = ''): string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/g), ([, code = '']) => code);
}
