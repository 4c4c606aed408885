// SQLite's texts end at U+0000 for some of its functions, and are UTF-8, which has no half pairs of UTF-16. What begins with
// a quotation mark is written like these, so that each text is read as what it was.
const isHard = /^"|[\0\ud800-\udfff]/u;

/** A text of JavaScript as SQLite can keep it: almost always as it is. */
export function toSqliteText(text: string): string {
  return isHard.test(text) ? JSON.stringify(text) : text;
}

/** What {@link toSqliteText} was given. */
export function fromSqliteText(text: string): string {
  // Written above.
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}
