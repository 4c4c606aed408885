// Where a place in a file ends: ":12:34".
const position = /:\d{1,7}:\d{1,7}/g;
const file = /file:|node:|\/|[a-z]:\\/i;
const maxPositions = 1_000;
const maxLineLength = 300;

/**
 * Whether a text has a line of a stack trace: "at f (file:///srv/app.js:1:2)", in a web page as well. It goes from each
 * position back, a bounded number of times and not far, so that no text keeps it busy.
 */
export function showsStack(text: string): boolean {
  let positions = 0;
  for (const { index } of text.matchAll(position)) {
    if (++positions > maxPositions) return false;
    const line = lastPart(text.slice(Math.max(0, index - maxLineLength), index), ['\n', '<']);
    const path = lastPart(line, [' ', '\t', '\n']);
    if (/\bat\s/i.test(line.slice(0, line.length - path.length)) && file.test(path)) return true;
  }
  return false;
}

/** What comes after the last of these characters. */
function lastPart(text: string, ends: string[]): string {
  return text.slice(Math.max(...ends.map((end) => text.lastIndexOf(end))) + 1);
}
