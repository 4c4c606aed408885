import { createHash } from 'node:crypto';
import { expect, it, vi } from 'vitest';
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

const sha256 = (text: string) => createHash('sha256').update(text).digest().subarray(0, 18).toString('base64url');

it('is SHA-256, so that nobody can find a second request with it', async () => {
  expect(await requestKey('chat', { b: 'x', a: 1 })).toBe(sha256('chat {"a":1,"b":"x"}'));
});

it.each([
  ['no process', undefined],
  ['a process that gives no modules', { env: {} }],
  ['a module without hash', { getBuiltinModule: () => ({}) }],
  ['no such module', { getBuiltinModule: () => undefined }],
])('is the same where the runtime has %s', async (_what, process) => {
  vi.resetModules();
  vi.stubGlobal('process', process);
  const elsewhere = await import('../../src/desk/request-key.ts').finally(() => vi.unstubAllGlobals());
  for (const body of ['x', 'ö\ud800', '😀'.repeat(100)]) {
    expect(await elsewhere.requestKey('chat', { body })).toBe(sha256(`chat ${JSON.stringify({ body })}`));
    expect(await requestKey('chat', { body })).toBe(sha256(`chat ${JSON.stringify({ body })}`));
  }
});
