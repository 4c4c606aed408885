import fc from 'fast-check';
import { expect, it } from 'vitest';
import { userOf } from '../../src/desk/user.ts';

// Joined by colons these make the same text wherever they are split.
const pieces = fc.array(fc.constantFrom('a', '%', '%3A', '', '"', '\\', '\ud800'), { minLength: 3, maxLength: 5 });
const splits = fc.tuple(pieces, fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 }));

it('makes one key of one user of a bot, and of no two', () => {
  fc.assert(
    fc.property(splits, pieces, ([one, at, elsewhere], other) => {
      const users = [split(one, at), split(one, elsewhere), split(other, at)];
      for (const user of users) {
        for (const another of users) {
          const isSame = user.bot_id === another.bot_id && user.anonymous_id === another.anonymous_id;
          expect(keyOf(user) === keyOf(another)).toBe(isSame);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

function split(parts: string[], at: number): { bot_id: string; anonymous_id: string } {
  return { bot_id: parts.slice(0, at).join(':'), anonymous_id: `${parts.slice(at).join(':')}.` };
}

function keyOf({ bot_id, anonymous_id }: { bot_id: string; anonymous_id: string }): string | undefined {
  return userOf({ conversation_id: 'c', timestamp: 1, body: [], bot_id, user_info: { anonymous_id } }).key;
}

it('lower-cases an address without making one of two that only look alike', () => {
  const keyOfAddress = (email: string) =>
    userOf({ conversation_id: 'c', timestamp: 1, body: [], bot_id: 'b', email }).key;
  expect(keyOfAddress('BOB@K.example')).toBe('email:bob@k.example');
  expect(keyOfAddress('bob@\u212a.example'), 'the sign for kelvin').not.toBe('email:bob@k.example');
});
