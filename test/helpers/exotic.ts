import fc from 'fast-check';

/** Something that is hard to look at. Made anew each time, as some can be used only once. */
export interface Exotic {
  name: string;
  make(): unknown;
}

const thrower = (): never => {
  throw new Error('cannot be looked at');
};

const hard: Record<string, () => unknown> = {
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'a revoked proxy of a function': () => {
    const { proxy, revoke } = Proxy.revocable(() => {}, {});
    revoke();
    return proxy;
  },
  'a proxy that knows no property': () =>
    new Proxy({}, { get: (_target, key) => (key === 'then' ? undefined : thrower()) }),
  'a proxy that knows nothing at all': () => new Proxy({}, { get: thrower, has: thrower, getPrototypeOf: thrower }),
  'a proxy of an error': () => new Proxy(new Error('x'), { get: thrower }),
  'an error whose getters throw': () => {
    class Odd extends Error {
      override get name(): string {
        return thrower();
      }
      override get message(): string {
        return thrower();
      }
      override get stack(): string {
        return thrower();
      }
      override get cause(): unknown {
        return thrower();
      }
    }
    return new Odd();
  },
  'an error with odd fields': () => Object.assign(new Error('x'), { name: 1n, message: Symbol('x'), stack: {} }),
  'a frozen error': () => Object.freeze(new Error('x')),
  'an error that is its own cause': () => {
    const error = new Error('x');
    error.cause = error;
    return error;
  },
  'errors that hold each other': () => {
    const error = new AggregateError([]);
    error.errors = Array.from({ length: 20 }, () => error);
    return error;
  },
  'an object without a prototype': () => Object.create(null),
  'an object whose texts throw': () => ({ toString: thrower, toJSON: thrower, [Symbol.toPrimitive]: thrower }),
  'a thenable whose then throws': () => ({
    // biome-ignore lint/suspicious/noThenProperty: that is the point.
    get then(): unknown {
      return thrower();
    },
  }),
  'a thenable that rejects': () => ({
    // biome-ignore lint/suspicious/noThenProperty: that is the point.
    then: (_resolve: unknown, reject: (error: unknown) => void) => reject(new Error('no')),
  }),
  'a thenable that answers twice': () => ({
    // biome-ignore lint/suspicious/noThenProperty: that is the point.
    then: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => {
      resolve(undefined);
      reject(new Error('no'));
    },
  }),
  // biome-ignore lint/suspicious/noThenProperty: that is the point.
  'a promise whose then was replaced': () => Object.assign(Promise.resolve(), { then: thrower }),
  'a symbol': () => Symbol('x'),
  'a bigint': () => 10n,
  'a class': () => class {},
};

/** Values that are hard to look at, and any others. */
export const exotic: fc.Arbitrary<Exotic> = fc.oneof(
  fc.constantFrom(...Object.entries(hard).map(([name, make]) => ({ name, make }))),
  fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }).map((value) => ({
    name: 'anything',
    make: () => value,
  })),
);
