import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { requestKey } from '../../src/desk/request-key.ts';
import { payload } from '../helpers/payloads.ts';

it('is the same for the same content, whatever the order of its keys', async () => {
  const content = payload('chat', { extra: { a: 1, b: [{ c: 2, d: 3 }] } });
  const turned = payload('chat', { extra: { b: [{ d: 3, c: 2 }], a: 1 } });
  const reversed = Object.fromEntries(Object.entries(turned).reverse());
  expect(await requestKey('chat', reversed)).toBe(await requestKey('chat', content));
  expect(await requestKey('close', content)).not.toBe(await requestKey('chat', content));
});

it.each([
  [{ a: '\ud800' }, { a: '\ud801' }],
  [{ a: ['x', 'y'] }, { a: ['y', 'x'] }],
  [{ a: 1 }, { a: '1' }],
  [{ a: null }, {}],
  [
    { a: 'x', b: 'y' },
    { a: 'y', b: 'x' },
  ],
])('is another for %j than for %j', async (one, other) => {
  expect(await requestKey('chat', one)).not.toBe(await requestKey('chat', other));
});

it('is SHA-256, so that nobody can find a second request with it', async () => {
  const sha256 = createHash('sha256').update('chat {"a":1,"b":"x"}').digest();
  expect(await requestKey('chat', { b: 'x', a: 1 })).toBe(sha256.subarray(0, 18).toString('base64url'));
});
