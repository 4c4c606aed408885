const marker = 'json:';

// What Postgres does not take: U+0000, and half a pair of UTF-16. And what would be taken for encoded.
const encoded = /[\0\ud800-\udfff]|^json:"/u;

/** Text as Postgres takes it: nearly always as it is, else as `json:"…"`. Different texts stay different. */
export function storableText(text: string): string {
  return encoded.test(text) ? marker + JSON.stringify(text) : text;
}

/** The text that was encoded. */
export function restoredText(text: string): string {
  // Written above.
  return text.startsWith(`${marker}"`) ? (JSON.parse(text.slice(marker.length)) as string) : text;
}
