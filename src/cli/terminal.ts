/** How wide a line of the help and of a report may be. */
export const maxColumns = 80;

/** Puts text in colour, or leaves it as it is. */
export interface Colours {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
}

/** Colours for a terminal, unless NO_COLOR asks for none (https://no-color.org). */
export function coloursFor(output: { isTTY?: boolean }, env: Record<string, string | undefined>): Colours {
  const isColoured = output.isTTY === true && !env.NO_COLOR;
  const paint = (on: number, off: number) => (text: string) =>
    isColoured ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return { bold: paint(1, 22), dim: paint(2, 22), red: paint(31, 39), yellow: paint(33, 39), green: paint(32, 39) };
}

/** Shows on a terminal that work goes on, and for how long. Returns what takes it away again. */
export function showProgress(output: { isTTY?: boolean; write(text: string): unknown }, text: string): () => void {
  if (output.isTTY !== true) return () => {};
  const startedAt = performance.now();
  const show = () => output.write(`\r\u001b[K${text}, ${Math.round((performance.now() - startedAt) / 1000)} s`);
  show();
  const timer = setInterval(show, 1000);
  return () => {
    clearInterval(timer);
    output.write('\r\u001b[K');
  };
}

/** Text in lines of at most `columns`, broken between words; a word that is longer is broken within. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s/).filter(Boolean)) {
    if (line && widthOf(line) + 1 + widthOf(word) <= columns) line += ` ${word}`;
    else {
      if (line) lines.push(line);
      const pieces = piecesOf(word, columns);
      line = pieces.pop() ?? '';
      lines.push(...pieces);
    }
  }
  return line || lines.length === 0 ? [...lines, line] : lines;
}

/** Text in lines that fit, each behind `indent`; before the first one stands `first`, which is as wide. */
export function indented(text: string, indent: string, first = indent): string {
  const [begin = '', ...others] = wrap(text, maxColumns - indent.length);
  return [`${first}${begin}`, ...others.map((line) => `${indent}${line}`)].join('\n');
}

function piecesOf(word: string, columns: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let width = 0;
  for (const character of word) {
    const its = widthOf(character);
    if (width + its > columns && piece) {
      pieces.push(piece);
      piece = '';
      width = 0;
    }
    piece += character;
    width += its;
  }
  return [...pieces, piece];
}

// Chinese, Japanese and Korean characters and pictures take two columns.
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += wide.test(character) ? 2 : 1;
  return width;
}
