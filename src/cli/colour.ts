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
