import fc from 'fast-check';

// The same values in each run, unless another seed is asked for.
fc.configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 1) });

/** A value that fast-check cannot hold itself, as it looks at all it makes; {@link real} has it. */
class Unreadable {
  constructor(
    readonly name: string,
    readonly make: () => unknown,
  ) {}
}

/** Whatever a program can hold, also what cannot be read: throwing getters, revoked proxies. To be used through {@link real}. */
export function anything(): fc.Arbitrary<unknown> {
  const all = {
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
  };
  return fc.oneof(
    { weight: 3, arbitrary: fc.anything({ ...all, withNullPrototype: true, withObjectString: true }) },
    { weight: 2, arbitrary: fc.constantFrom(...unreadable.map(([name, make]) => new Unreadable(name, make))) },
  );
}

/** What was meant: itself, or, for an object of named values, that with the real ones. */
export function real(value: unknown): unknown {
  if (value instanceof Unreadable) return value.make();
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    inner instanceof Unreadable ? inner.make() : inner,
  ]);
  return Object.fromEntries(entries);
}

/** Made anew each time, as some can be used only once; with the name a test report shows. */
export const unreadable: readonly (readonly [string, () => unknown])[] = [
  ['a revoked proxy', () => revoked({})],
  ['a revoked proxy of a function', () => revoked(() => {})],
  ['a revoked proxy of an error', () => revoked(new Error('x'))],
  ['a proxy that throws at everything', () => new Proxy({}, throwing)],
  ['an object whose getters throw', () => withGetters({})],
  ['an error whose getters throw', () => withGetters(new Error('x'))],
  ['a promise that rejects with a revoked proxy', () => rejecting(revoked({}))],
  ['a thenable that throws', () => Object.assign({}, Object.fromEntries([['then', thrower]]))],
  ['an object whose then throws', () => Object.defineProperty({}, 'then', { get: thrower })],
  ['a function that throws', () => thrower],
  ['a symbol', () => Symbol('x')],
  ['a big integer', () => 10n],
  ['an object of itself', circular],
  ['a frozen error', () => Object.freeze(new Error('x'))],
  ['an error that causes itself', () => causedByItself()],
  ['a class', () => class {}],
  ['an object without a prototype', () => Object.create(null)],
  [
    'an array that lies about its length',
    () => new Proxy([], { get: (_target, key) => (key === 'length' ? 2 ** 40 : undefined) }),
  ],
  [
    'a value that turns into no text',
    () => ({ toString: thrower, valueOf: thrower, toJSON: thrower, [Symbol.toPrimitive]: thrower }),
  ],
];

function thrower(): never {
  throw new Error('it throws');
}

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const traps = ['get', 'set', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'deleteProperty'];
const throwing: ProxyHandler<object> = Object.fromEntries(traps.map((trap) => [trap, thrower]));

function withGetters(target: object): object {
  // First of all the stack: it is made of name and message when somebody first touches it.
  const names = [
    'stack',
    'name',
    'message',
    'cause',
    'code',
    'then',
    'body',
    'url',
    'method',
    'headers',
    'conversation_id',
    'signal',
  ];
  for (const name of names) Object.defineProperty(target, name, { get: thrower, enumerable: true });
  return target;
}

function rejecting(reason: unknown): Promise<unknown> {
  const promise = Promise.reject(reason);
  // Whoever is handed it may not look at it; that is not what is tried.
  promise.catch(() => {});
  return promise;
}

function circular(): unknown {
  const object: Record<string, unknown> = {};
  object.self = object;
  return object;
}

function causedByItself(): Error {
  const error = new Error('x');
  error.cause = error;
  return error;
}
