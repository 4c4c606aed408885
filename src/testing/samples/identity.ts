/** A unique id, in the form of the platform's ids. */
export function newConversationId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

let latest = 0;

/** The current time in epoch milliseconds, but later than that of any sample before. */
export function newTimestamp(): number {
  latest = Math.max(Date.now(), latest + 1);
  return latest;
}
