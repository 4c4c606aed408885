// The end of a position in a file: ":12:34".
const position = /:\d{1,7}:\d{1,7}/g;
const file = /file:|node:|\/|[a-z]:\\/i;
const maxPositions = 1_000;
const maxLineLength = 300;

/**
 * Whether a text or a web page contains a line of a stack trace, such as "at f (file:///srv/app.js:1:2)". Looks back
 * from each position. The number of positions and the distance are limited, so that no text can make this slow.
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

/** The part after the last of these characters. */
function lastPart(text: string, ends: string[]): string {
  return text.slice(Math.max(...ends.map((end) => text.lastIndexOf(end))) + 1);
}
