/** An id like those of the platform, that no other sample has. */
export function newConversationId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

let latest = 0;

/** The present in epoch milliseconds, later than that of any sample before. */
export function newTimestamp(): number {
  latest = Math.max(Date.now(), latest + 1);
  return latest;
}
