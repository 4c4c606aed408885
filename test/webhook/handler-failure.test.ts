import { afterEach, describe, expect, it, vi } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { post } from '../helpers/post.ts';
import { testWebhook } from '../helpers/test-webhook.ts';

class Hostile extends Error {
  override get stack(): string {
    throw new Error('not even the stack');
  }
}

const failures: [string, unknown][] = [
  ['an Error', new Error('hunter2')],
  ['an Error of your own', Object.assign(new TypeError('hunter2'), { body: 'hunter2', code: 'E_HUNTER2' })],
  ['an Error whose stack throws', new Hostile('hunter2')],
  ['an Error with several lines', new Error('cannot store\n    at home, he said hunter2\n    at noon, hunter2')],
  ['an Error around another', new Error('outer hunter2', { cause: new Error('inner hunter2') })],
  ['text', 'hunter2'],
  ['an object', { message: 'hunter2', stack: '\n    at hunter2', toString: () => 'hunter2' }],
  ['a symbol', Symbol('hunter2')],
  ['undefined', undefined],
  ['null', null],
];

describe('a handler that fails', () => {
  it.each(failures)('with %s is answered 500, and its words stay inside', async (_case, failure) => {
    const throwing = () => {
      throw failure;
    };
    for (const chat of [throwing, async () => throwing(), () => Promise.resolve().then(throwing)]) {
      const { webhook, errors, logged } = testWebhook({ chat });
      const answer = await post(webhook);
      expectAnswer(answer, 500);
      expect(answer.text).not.toMatch(/hunter2|\n|\bat /i);
      expect(answer.text, 'expected it to say what failed').toContain('handler');
      expect(errors, 'expected onError to get the very thing').toEqual([failure]);
      expect(JSON.stringify(logged), 'expected no word of it in the log').not.toContain('hunter2');
      expect(
        logged.filter(({ level }) => level === 'error'),
        'expected the log to tell of it',
      ).toHaveLength(1);
    }
  });

  it('with a result that is no promise but behaves like one is answered like the others', async () => {
    const { webhook } = testWebhook({
      // biome-ignore lint/suspicious/noThenProperty: what some query builders return.
      chat: () => ({ then: (_: unknown, no: (error: Error) => void) => no(new Error('no')) }) as Promise<void>,
    });
    expectAnswer(await post(webhook), 500);
  });
});

it('a failure that cannot even be looked at does not hold up its redelivery', async () => {
  const { webhook, runs } = testWebhook({
    chat: () => {
      if (runs.length === 1) throw new Hostile('hunter2');
    },
  });
  expectAnswer(await post(webhook), 500);
  expectAnswer(await post(webhook), 200);
});

describe('without a logger of its own, the console', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });
  const chat = () => {
    throw new Error('hunter2');
  };

  it('hears that something failed, and not with what words, when nobody else does', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { webhook } = testWebhook({ chat, logger: undefined, onError: undefined });
    expectAnswer(await post(webhook), 500);
    expect(error).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(error.mock.calls)).not.toContain('hunter2');
  });

  it('does not repeat what onError hears', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { webhook, errors } = testWebhook({ chat, logger: undefined });
    expectAnswer(await post(webhook), 500);
    expect(errors).toHaveLength(1);
    expect(error).toHaveBeenCalledTimes(0);
  });

  it('hears why a request was refused', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { webhook } = testWebhook({ logger: undefined });
    expectAnswer(await post(webhook, 'chat', { fields: { timestamp: 'hunter2' } }), 400);
    expect(JSON.stringify(warn.mock.calls)).toContain('timestamp');
    expect(JSON.stringify(warn.mock.calls)).not.toContain('hunter2');
  });
});
