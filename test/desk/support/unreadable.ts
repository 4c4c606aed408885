/** What somebody may throw that cannot be read, each made anew. */
export const unreadable: [what: string, make: () => unknown][] = [
  ['nothing', () => undefined],
  ['null', () => null],
  ['a string', () => 'away'],
  ['a big integer', () => 10n],
  ['a symbol', () => Symbol('away')],
  ['a function', () => () => {}],
  ['an error whose fields throw', () => withThrowingFields(new Error('x'))],
  ['a frozen error that is its own cause', () => circular()],
  ['a revoked proxy', () => revoked({})],
  ['a revoked proxy of an error', () => revoked(new Error('x'))],
  ['a proxy that throws whatever is asked', () => new Proxy({}, throwing)],
  ['an object without a prototype', () => Object.create(null)],
];

const thrown = () => {
  throw new Error('this cannot be read');
};

const throwing: ProxyHandler<object> = {
  get: thrown,
  has: thrown,
  getPrototypeOf: thrown,
  ownKeys: thrown,
  getOwnPropertyDescriptor: thrown,
};

function withThrowingFields(error: Error): Error {
  for (const name of ['name', 'message', 'stack', 'cause', 'kind', 'delivery', 'code']) {
    Object.defineProperty(error, name, { get: thrown });
  }
  return error;
}

function circular(): Error {
  const error = new Error('x');
  error.cause = error;
  return Object.freeze(error);
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}
