/** What Redis answers, whatever the client makes of it: numbers are texts, and a map is a list of names and values in turn. */
export type RedisAnswer = string | null | RedisAnswer[];

/** An answer as it would be with any client, any of its options, and any protocol. */
export function redisAnswerOf(answer: unknown): RedisAnswer {
  if (typeof answer === 'string') return answer;
  if (answer === null || answer === undefined) return null;
  if (Array.isArray(answer)) return answer.map(redisAnswerOf);
  if (answer instanceof Uint8Array) return new TextDecoder().decode(answer);
  if (answer instanceof Map) return [...answer].flat().map(redisAnswerOf);
  if (typeof answer === 'object') return Object.entries(answer).flat().map(redisAnswerOf);
  return String(answer);
}

/** The answer as a text; nothing is an empty one. */
export function textOf(answer: RedisAnswer | undefined): string {
  return typeof answer === 'string' ? answer : '';
}

/** The answer as a list of texts; nothing is an empty one. */
export function textsOf(answer: RedisAnswer | undefined): string[] {
  return Array.isArray(answer) ? answer.map(textOf) : [];
}
