import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rootCauses } from '../../src/internal/root-causes.ts';
import { exotic } from '../helpers/exotic.ts';

it('finds what lies behind an error, one for each address', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const unreachable = Object.assign(new Error('reach'), { code: 'ENETUNREACH' });
  const error = new TypeError('fetch failed', { cause: new AggregateError([refused, unreachable]) });
  expect(rootCauses(error).map(({ code, message }) => [code, message])).toEqual([
    ['ECONNREFUSED', 'connect'],
    ['ENETUNREACH', 'reach'],
  ]);
});

it('looks at anything that was thrown, and at so many errors only', () => {
  fc.assert(
    fc.property(exotic, ({ make }) => {
      const value = make();
      const outer = { errors: [value, { cause: value }], cause: value };
      for (const one of [value, outer]) expect(rootCauses(one).length).toBeLessThanOrEqual(50);
    }),
  );
});
