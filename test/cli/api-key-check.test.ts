import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { callApi, describeAnswer } from '../../src/cli/doctor/api-answer.ts';
import { judgeAnswer } from '../../src/cli/doctor/api-key-check.ts';
import { serve } from '../helpers/serve.ts';

describe("the doctor's verdict on an answer of the API", () => {
  it.each([
    [400, { code: 40000, message: 'invalid parameter' }],
    [200, { code: 40000, message: 'invalid parameter' }],
    [404, { code: '40000', message: 'invalid parameter' }],
    [400, { code: 40356, message: 'no such conversation' }],
    [403, { code: 40358, message: 'not yours' }],
    [200, { code: 40358, message: 'not yours' }],
    [400, { error: { code: 40356, message: 'no such conversation', status: 400 } }],
    [200, { code: 0, message: 'OK' }],
    [201, { code: 200, message: 'OK' }],
    [200, { conversation_id: 'c1', timestamp: 1 }],
  ])('is a yes for HTTP %i with %j', (status, answer) => {
    expect(judgeAnswer({ status, text: JSON.stringify(answer) })).toEqual({ ok: true });
  });

  it.each([
    [404, { code: 404, message: 'Not Found' }, 'the base URL is wrong'],
    [404, '<h1>Not Found</h1>', 'the base URL is wrong'],
    [401, { code: 40127, message: 'no' }, 'refused the API key'],
    [200, { code: 40127, message: 'no' }, 'refused the API key'],
    [200, { error: { code: 40127, message: 'no' } }, 'refused the API key'],
    [200, { error: { message: 'no' } }, 'is something other than the API'],
    [200, { error: 'no', code: null }, 'is something other than the API'],
    [401, '', 'refused the API key'],
    [403, { message: 'Forbidden' }, 'refused the API key'],
    [400, { code: 20059, message: 'no' }, 'the agent was deleted'],
    [200, { code: 40378, message: 'no' }, 'the agent was deleted'],
    [403, { code: 40378, message: 'no' }, 'the agent was deleted'],
    [500, { code: 0, message: 'no' }, 'failed'],
    [502, '<h1>Bad Gateway</h1>', 'failed'],
    [400, { code: 400, message: 'no' }, 'gave an answer that the API has for no such call'],
    [200, { code: 1, message: 'no' }, 'gave an answer that the API has for no such call'],
    [429, { message: 'no' }, 'gave an answer that the API has for no such call'],
    [302, '', 'is something other than the API'],
    [200, '<h1>Hello</h1>', 'is something other than the API'],
    [200, [], 'is something other than the API'],
    [200, 'null', 'is something other than the API'],
    [200, { code: null, message: 'OK' }, 'is something other than the API'],
    [200, { code: '', message: 'OK' }, 'is something other than the API'],
  ])('for HTTP %i with %j is that it %s', (status, answer, cause) => {
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    expect(judgeAnswer({ status, text })).toEqual({
      ok: false,
      cause: expect.stringContaining(cause),
      fix: expect.stringMatching(/\.$/),
    });
  });

  it('names status and code, and nothing else of the answer', () => {
    const described = (status: number, text: string | undefined) => describeAnswer({ status, text });
    expect(described(400, '{"code":40000,"message":"private"}')).toBe('HTTP 400 with code 40000');
    expect(described(400, '{"error":{"code":40000,"message":"private"}}')).toBe('HTTP 400 with code 40000');
    expect(described(200, '{"code":"private"}')).toBe('HTTP 200 with a code that is no number');
    expect(described(200, '{"data":"private"}')).toBe('HTTP 200 without a code');
    expect(described(200, 'private')).toBe('HTTP 200, not a JSON object');
    expect(described(200, undefined)).toBe('HTTP 200, and a stream without an end');
  });
});

describe('an answer of the API', () => {
  it('is read up to 1 MiB, and then no further', async () => {
    const part = 'x'.repeat(64 * 1024);
    let parts = 0;
    const write = (res: ServerResponse) => {
      // As fast as it is read.
      if (!res.destroyed && ++parts && res.write(part)) setImmediate(write, res);
      else res.once('drain', () => write(res));
    };
    let closed: Promise<unknown> = Promise.resolve();
    const port = await serve((_req, res) => {
      closed = once(res, 'close');
      write(res);
    });
    const maxInTestMs = 600_000;
    expect(await callApi(`http://127.0.0.1:${port}`, 'key', {}, maxInTestMs)).toEqual({ status: 200, text: undefined });
    await closed;
    expect(parts, 'expected what lies in buffers on top, and no more').toBeLessThan(1000);
  });
});
