import { afterAll, expect, vi } from 'vitest';

// The next file runs in the same process: it has to find what this one found.
const names = ['fetch', 'Request', 'Response', 'Headers', 'AbortController', 'Date', 'process', 'crypto'] as const;
const timers = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance'] as const;
const events = ['unhandledRejection', 'uncaughtException', 'warning', 'SIGINT', 'SIGTERM'];

function lookAround() {
  return {
    globals: Object.fromEntries([...names, ...timers].map((name) => [name, globalThis[name]])),
    environment: { ...process.env },
    folder: process.cwd(),
    listeners: Object.fromEntries(events.map((event) => [event, process.listenerCount(event)])),
  };
}

const before = lookAround();

afterAll(() => {
  // vitest does the same once the file is done.
  vi.restoreAllMocks();
  const after = lookAround();
  const changed = Object.keys(before.globals).filter((name) => before.globals[name] !== after.globals[name]);
  expect(
    { changed, ...after, globals: {} },
    'restore it, or name the file under `isolated` in vitest.config.ts',
  ).toEqual({
    changed: [],
    ...before,
    globals: {},
  });
});
