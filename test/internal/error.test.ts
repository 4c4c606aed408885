import { inspect } from 'node:util';
import { type ErrorDetails, GptBotsHumanError, isGptBotsHumanError } from 'gptbots-human';
import { afterEach, describe, expect, it, vi } from 'vitest';

const details: ErrorDetails = { kind: 'api', delivery: 'rejected' };

class DeskError extends GptBotsHumanError {
  readonly agent = 'Ann';
}

afterEach(() => {
  vi.resetModules();
});

/** The same module loaded once more, as its ESM and CJS builds in one process are. */
async function otherCopy(): Promise<typeof import('../../src/internal/error.ts')> {
  vi.resetModules();
  const copy = await import('../../src/internal/error.ts');
  expect(copy.GptBotsHumanError, 'the test has a second copy').not.toBe(GptBotsHumanError);
  return copy;
}

describe('GptBotsHumanError', () => {
  it('is an Error with a name, a message and a stack', () => {
    const error = new GptBotsHumanError('It failed.', details);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe('GptBotsHumanError: It failed.');
    expect(error.name).toBe('GptBotsHumanError');
    expect(error.stack).toContain('error.test.ts');
    expect(inspect(error)).toMatch(/^GptBotsHumanError: It failed\./);
  });

  it('carries its details', () => {
    const all: ErrorDetails = {
      kind: 'api',
      delivery: 'unknown',
      status: 500,
      code: 50000,
      apiMessage: 'sorry',
      retryAfterMs: 7,
      issues: [{ path: ['body'], message: 'expected a text' }],
      attempts: [{ startedAt: 1, durationMs: 2, outcome: 'api', status: 500 }],
      conversation_id: 'conv-1',
      cause: { name: 'Error', message: 'no' },
    };
    const error = new GptBotsHumanError('It failed.', all);
    expect({ ...error }).toEqual(all);
    expect(JSON.parse(JSON.stringify(error))).toEqual(all);
  });

  it('has no more than kind, delivery and attempts when there is no more to tell', () => {
    const error = new GptBotsHumanError('It failed.', { ...details, status: undefined, cause: undefined });
    expect({ ...error }).toEqual({ kind: 'api', delivery: 'rejected', attempts: [] });
    expect(Object.keys(error).sort()).toEqual(['attempts', 'delivery', 'kind']);
    expect(error).not.toHaveProperty('cause');
  });
});

describe('isGptBotsHumanError', () => {
  it.each([
    undefined,
    null,
    '',
    'GptBotsHumanError',
    5,
    {},
    [],
    new Error('no'),
    Object.assign(new Error('no'), { name: 'GptBotsHumanError', ...details }),
  ])('is false for %o', (value) => {
    expect(isGptBotsHumanError(value)).toBe(false);
    expect(value instanceof GptBotsHumanError).toBe(false);
  });

  it('is true for the error and what extends it', () => {
    expect(isGptBotsHumanError(new GptBotsHumanError('', details))).toBe(true);
    expect(isGptBotsHumanError(new DeskError('', details))).toBe(true);
  });

  it('and instanceof recognise the error of another copy of this module, both ways', async () => {
    const copy = await otherCopy();
    const [ours, theirs] = [new GptBotsHumanError('', details), new copy.GptBotsHumanError('', details)];
    expect(isGptBotsHumanError(theirs)).toBe(true);
    expect(copy.isGptBotsHumanError(ours)).toBe(true);
    expect(theirs instanceof GptBotsHumanError).toBe(true);
    expect(ours instanceof copy.GptBotsHumanError).toBe(true);
  });
});

describe('a class that extends GptBotsHumanError', () => {
  it('keeps the usual rule for instanceof', async () => {
    const copy = await otherCopy();
    const own = new DeskError('It failed.', details);
    expect(own instanceof DeskError).toBe(true);
    expect(own instanceof GptBotsHumanError).toBe(true);
    expect(own instanceof Error).toBe(true);
    for (const other of [
      new GptBotsHumanError('', details),
      new copy.GptBotsHumanError('', details),
      new Error(),
      {},
    ]) {
      expect(other instanceof DeskError).toBe(false);
    }
  });

  it('keeps its own fields, and may take a name of its own', () => {
    class NamedError extends GptBotsHumanError {
      override readonly name = 'NamedError';
    }
    expect(new DeskError('', details)).toMatchObject({ agent: 'Ann', kind: 'api' });
    expect(String(new NamedError('It failed.', details))).toBe('NamedError: It failed.');
  });
});
