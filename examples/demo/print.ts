/** Whether to print in colour: on a terminal, unless NO_COLOR asks for none (https://no-color.org). */
export function usesColour(output: { isTTY?: boolean }, env: Record<string, string | undefined>): boolean {
  return output.isTTY === true && !env.NO_COLOR;
}

const colours = { user: 36, agent: 32, backend: 90, passed: 32, failed: 31 };
const width = Math.max(...Object.keys(colours).map((name) => name.length)) + 2;
const isColoured = usesColour(process.stdout, process.env);

/** Prints who says what, in two columns. */
export function print(who: keyof typeof colours, text: string): void {
  console.log(paint(who.padEnd(width), colours[who]) + printable(text));
}

/** Prints, under what was said, how it travelled. */
export function printCall(call: string): void {
  console.log(' '.repeat(width) + paint(printable(call), colours.backend));
}

/** Prints what comes next, after an empty line. */
export function printHeading(heading: string): void {
  console.log(`\n${heading}`);
}

/** Prints why it did not work, in one line. */
export function printFailure(error: unknown): void {
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  print('failed', line);
}

// What a server says does not command the terminal.
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ');
}

function paint(text: string, colour: number): string {
  return isColoured ? `\u001b[${colour}m${text}\u001b[0m` : text;
}
