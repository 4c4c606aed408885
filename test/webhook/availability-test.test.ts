import { expect, it } from 'vitest';
import { isAvailabilityTest } from '../../src/webhook/availability-test.ts';

it.each<[unknown]>([[{ istest: true }], [{ istest: 'true', body: 'x' }]])('is recognised: %j', (content) => {
  expect(isAvailabilityTest(content)).toBe(true);
});

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'istest'],
  ['no such field', {}],
  ['false', { istest: false }],
  ['another text', { istest: 'false' }],
  ['a number', { istest: 1 }],
  [
    'a field that throws',
    {
      get istest() {
        throw new Error('no');
      },
    },
  ],
])('is not seen in %s', (_case, content) => {
  expect(isAvailabilityTest(content)).toBe(false);
});
