import { describe, expect, it } from 'vitest';
import { plainCause, transportStage } from '../../src/client/transport-failure.ts';
import { bunError, denoError, nodeError } from './support/network-errors.ts';

const refused = nodeError('ECONNREFUSED');
const reset = nodeError('ECONNRESET', 'read ECONNRESET');
const errorWith = (fields: object, message = 'x') => Object.assign(new Error(message), fields);

describe('how far a request got', () => {
  it.each<[string, unknown]>([
    ['the inner errors are no list', errorWith({ code: 'ECONNREFUSED', errors: 'two' })],
    ['the list of inner errors is empty, and the cause says it', errorWith({ errors: [], cause: refused })],
    ['node-fetch names the system call', errorWith({ code: 'EACCES', erroredSysCall: 'connect' })],
    ['Bun’s proxy says 408', bunError('ERR_PROXY_TUNNEL', 'Proxy refused to open a tunnel: 408 Request Timeout')],
    ['Bun’s proxy says 503', bunError('ERR_PROXY_TUNNEL', 'Proxy refused to open a tunnel: 503 Busy')],
    ['Deno waited for too long', denoError('client error (Connect): tcp connect error: connection timed out')],
  ])('is nowhere when %s', (_case, error) => {
    expect(transportStage(error)).toBe('never-connected');
  });

  // What stands in the middle of a message may be anybody's words.
  it.each<[string, unknown]>([
    ['a system call that ends like one that connects', errorWith({ code: 'EIO', syscall: 'disconnect' })],
    ['a message that quotes Bun’s proxy, temporary', errorWith({}, 'said: ERR_PROXY_TUNNEL x: 503')],
    ['a message that quotes Bun’s proxy', errorWith({}, 'said: ERR_PROXY_TUNNEL x: 407')],
    ['a message that quotes a certificate’s code', errorWith({}, 'said: CERT_HAS_EXPIRED')],
    ['a message that quotes a bad port', errorWith({}, 'said: undefined bad port')],
    ['a message that begins with a bad port', errorWith({}, 'bad port of call')],
    ['a message that quotes a dispatcher’s code', errorWith({}, 'said: UND_ERR_CLOSED x')],
    ['a message that quotes a dispatcher', errorWith({}, 'said: undefined x.dispatch is not a function')],
    ['one address that was refused and one that was reset', errorWith({ errors: [refused, reset] })],
  ])('is not known after %s', (_case, error) => {
    expect(transportStage(error)).toBe('unclear');
  });
});

describe('the copy of a transport’s error', () => {
  const copy = (error: unknown) => plainCause(error, (text) => text.replaceAll('private', '…'));

  it('has names, messages and codes, each redacted', () => {
    const cause = errorWith({ name: 'Inner private', code: 'E_PRIVATE private' }, 'inner private');
    expect(copy(errorWith({ name: 'Outer', code: 'E', cause }, 'outer private'))).toStrictEqual({
      name: 'Outer',
      message: 'outer …',
      code: 'E',
      cause: { name: 'Inner …', message: 'inner …', code: 'E_PRIVATE …' },
    });
  });

  it.each<[unknown, object]>([
    ['gone', { name: 'Error', message: 'gone' }],
    [undefined, { name: 'Error', message: 'undefined' }],
    [null, { name: 'Error', message: 'null' }],
    [
      { name: 5, message: {}, code: 7 },
      { name: 'Error', message: '' },
    ],
  ])('is one of anything that is thrown: %j', (thrown, expected) => {
    expect(copy(thrown)).toStrictEqual(expected);
  });

  it('is cut where a message is long, and ends where causes go round in circles', () => {
    const circle = errorWith({}, 'x'.repeat(100_000));
    circle.cause = circle;
    expect(copy(circle).message).toBe('x'.repeat(2_000));
    expect(JSON.stringify(copy(circle)).match(/"cause"/g)).toHaveLength(4);
  });
});
