// Two hashes, by two primes that spread well (FNV's, and one of xxHash's), each with a seed that no sender can know.
const primes = [0x01000193, 0x9e3779b1] as const;
const seeds = [(Math.random() * 2 ** 32) | 0, (Math.random() * 2 ** 32) | 0] as const;
const deepest = 100;

/**
 * A number that is equal for equal content, whatever the order of its keys, and differs for different content but for a
 * chance of 1 in 2^53. Kept in place of the content, so that no customer's text is.
 */
export function fingerprint(route: string, content: object): number {
  const low = hash(content, hashText(route, seeds[0], primes[0]), primes[0], 0);
  const high = hash(content, hashText(route, seeds[1], primes[1]), primes[1], 0);
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}

function hash(value: unknown, seed: number, prime: number, depth: number): number {
  if (typeof value === 'string') return hashText(value, seed, prime);
  if (typeof value !== 'object' || value === null) return hashText(String(value), ~seed, prime);
  // A sum, as the order of keys says nothing. What lies too deep is nothing a platform would send.
  let sum = Array.isArray(value) ? ~seed : seed;
  if (depth === deepest) return sum;
  // Checked: an object may be looked at by any of its own keys.
  const fields = value as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    sum = (sum + hash(fields[key], hashText(key, seed, prime), prime, depth + 1)) | 0;
  }
  return sum;
}

function hashText(text: string, seed: number, prime: number): number {
  let sum = seed ^ text.length;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), prime);
  // So that every bit of the text counts in every bit of the sum: the last steps of MurmurHash3.
  sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
  return sum ^ (sum >>> 16);
}
