import { afterEach, beforeEach, expect, it, vi } from 'vitest';

type Module = typeof import('../../src/client/connect-errors.ts');

let module: Module;
let loads = 0;

beforeEach(async () => {
  // Of its own for each test, as it listens for the life of the process.
  const again = `../../src/client/connect-errors.ts?${++loads}`;
  module = await import(again);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it('listens once, however many clients there are, and stands anything that is published', () => {
  const subscribe = vi.fn<(channel: string, listener: (message: unknown) => void) => void>();
  vi.stubGlobal('process', {
    getBuiltinModule: (name: string) => name === 'node:diagnostics_channel' && { subscribe },
  });
  module.watchConnectErrors();
  module.watchConnectErrors();
  expect(subscribe.mock.calls).toEqual([['undici:client:connectError', expect.any(Function)]]);

  const [, listener] = subscribe.mock.calls[0] ?? [];
  const error = new Error('connect');
  // What throws here would end the process.
  for (const published of [error, undefined, null, 'connect', 5]) listener?.({ error: published });
  expect(module.isConnectError(error)).toBe(true);
  for (const other of [new Error('connect'), undefined, null, 'connect', 5]) {
    expect(module.isConnectError(other)).toBe(false);
  }
});

it.each([
  ['no process', undefined],
  ['no way to ask for a module', {}],
  ['no such module', { getBuiltinModule: () => undefined }],
])('goes without where there is %s', (_case, process) => {
  vi.stubGlobal('process', process);
  module.watchConnectErrors();
  expect(module.isConnectError(new Error('connect'))).toBe(false);
});
