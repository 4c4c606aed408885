import { describe, expect, it } from 'vitest';
import { readThrown } from '../../src/internal/thrown.ts';

class Unreadable extends Error {
  override get name(): string {
    throw new Error('name');
  }
  override get message(): string {
    throw new Error('message');
  }
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('readThrown()', () => {
  it('reads an error', () => {
    const error = new RangeError('too far');
    expect(readThrown(error)).toEqual({ name: 'RangeError', message: 'too far', stack: error.stack });
  });

  it.each([
    ['null', null, 'object'],
    ['undefined', undefined, 'undefined'],
    ['a string', 'no', 'string'],
    ['a bigint', 10n, 'bigint'],
    ['a revoked proxy', revoked(), 'object'],
  ])('says of %s only what it is', (_name, error, name) => {
    expect(readThrown(error)).toEqual({ name, message: '', stack: '' });
  });

  it('leaves out what cannot be read', () => {
    expect(readThrown(new Unreadable())).toMatchObject({ name: 'Error', message: '' });
  });

  it('leaves out what is not text', () => {
    expect(readThrown(Object.assign(new Error('x'), { message: 10n }))).toMatchObject({ name: 'Error', message: '' });
  });
});
