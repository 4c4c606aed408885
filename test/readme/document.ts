import { readdirSync, readFileSync } from 'node:fs';
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

/** The guides, each beside the code it explains. */
export const guides: Page[] = readdirSync(inRepository('examples'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('README.md'))
  .map((path) => pageAt(`examples/${path.replaceAll('\\', '/')}`));

/** Every page whose code and commands are checked. */
export const pages: Page[] = [readme, ...guides];

/** Every page whose links are checked: all that the package holds. */
export const linkingPages: Page[] = [...pages, pageAt('CHANGELOG.md'), pageAt('.github/SECURITY.md')];

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

/** The rows of the one table whose header starts with `firstColumn`, in README.md or in a guide; each a list of cells. */
export function table(firstColumn: string): string[][] {
  const isHeader = (line: string) => line.startsWith(`| ${firstColumn} |`);
  const [page, ...others] = pages.filter(({ lines }) => lines.some(isHeader));
  if (!page || others.length > 0) {
    const found = page ? `several: ${[page, ...others].map(({ path }) => path)}` : 'none';
    throw new Error(`expected one page with a table that starts with the column ${firstColumn}, found ${found}`);
  }
  const rows = page.lines.slice(page.lines.findIndex(isHeader) + 2);
  return rows.slice(0, rows.indexOf('')).map((row) => row.slice(2, -2).split(/ \| | \|(?= \|)/));
}

/** The words of a cell that are set as code. */
export function codes(cell = ''): string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/g), ([, code = '']) => code);
}
