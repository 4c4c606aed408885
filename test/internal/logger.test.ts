import { describe, expect, it, vi } from 'vitest';
import { log, notify } from '../../src/internal/logger.ts';

const failures: [string, () => unknown][] = [
  [
    'throws',
    () => {
      throw new Error('hook');
    },
  ],
  ['rejects', () => Promise.reject(new Error('hook'))],
  ['returns a thenable that rejects', () => rejectingThenable(Promise.reject(new Error('hook')))],
  [
    'returns what throws when it is looked at',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  ],
];

describe('log', () => {
  it('hands message and fields to the method of its level', () => {
    const [warn, error] = [vi.fn(), vi.fn()];
    log({ warn, error }, 'warn', 'message', { a: 1 });
    expect(warn).toHaveBeenCalledExactlyOnceWith('message', { a: 1 });
    expect(error).not.toHaveBeenCalled();
  });

  it('does without a method that is not there', () => {
    expect(() => log({}, 'error', 'message', {})).not.toThrow();
  });
});

describe.each(failures)('a hook that %s', (_name, fail) => {
  it('is not heard of, neither by notify nor by log', async () => {
    // Not vi.fn: it would take the rejection, which is what is tested here.
    let calls = 0;
    const hook = () => {
      calls++;
      return fail();
    };
    expect(() => notify(hook)).not.toThrow();
    expect(() => log({ info: hook }, 'info', 'message', {})).not.toThrow();
    expect(calls).toBe(2);
    // A rejection nobody took would reach the process in the next turn of the event loop, and fail this run.
    await new Promise(setImmediate);
  });
});

/** What a promise library gives: no Promise, and unhandled for as long as nobody calls its `then`. */
function rejectingThenable(rejected: Promise<never>): object {
  // biome-ignore lint/suspicious/noThenProperty: that is the point.
  return { then: rejected.then.bind(rejected) };
}
