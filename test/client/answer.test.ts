import { expect, it } from 'vitest';
import { maxAnswerBytes, readAnswer } from '../../src/client/answer.ts';

/** What a fetch resolves with, of which `text()` and the body say different things. */
const response = (headers: Record<string, string>, body?: unknown) => ({
  status: 200,
  headers: new Headers(headers),
  body,
  text: async () => 'as text',
});

const chunks = (...list: Uint8Array[]) => ({
  [Symbol.asyncIterator]: () => ({
    next: async () => {
      const value = list.shift();
      return value ? { value } : { done: true, value };
    },
  }),
});
const small = Buffer.from('as chunks');
const large = new Uint8Array(maxAnswerBytes);

it.each<[string, Record<string, string>, string]>([
  ['a length within the limit', { 'content-length': `${maxAnswerBytes}` }, 'as text'],
  ['a length beyond it', { 'content-length': `${maxAnswerBytes + 1}` }, 'as chunks'],
  ['the length of a compressed answer', { 'content-length': '9', 'content-encoding': 'gzip' }, 'as chunks'],
  ['no length', {}, 'as chunks'],
  ['a length that is no number', { 'content-length': 'nine' }, 'as chunks'],
])('an answer is counted unless it is known to be small: %s', async (_case, headers, text) => {
  expect(await readAnswer(response(headers, chunks(small)))).toBe(text);
});

it('an answer beyond the limit is not read to its end, also from what cannot be stopped', async () => {
  expect(await readAnswer(response({}, chunks(large, Uint8Array.of(1), small)))).toBeUndefined();
  expect(await readAnswer(response({}, chunks(large)))).toHaveLength(maxAnswerBytes);
});

it.each([undefined, null, {}, 4])('an answer whose body is no stream is read as text: %j', async (body) => {
  expect(await readAnswer(response({}, body))).toBe('as text');
});
