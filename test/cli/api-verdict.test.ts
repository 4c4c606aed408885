import { describe, expect, it } from 'vitest';
import { describeAnswer, judgeAnswer } from '../../src/cli/api-verdict.ts';

describe("the doctor's verdict on an answer of the API", () => {
  it.each([
    [400, { code: 40000, message: 'invalid parameter' }],
    [200, { code: 40000, message: 'invalid parameter' }],
    [404, { code: '40000', message: 'invalid parameter' }],
    [200, { code: 0, message: 'OK' }],
    [201, { code: 200, message: 'OK' }],
    [200, { conversation_id: 'c1', timestamp: 1 }],
  ])('is a yes for HTTP %i with %j', (status, answer) => {
    expect(judgeAnswer(status, JSON.stringify(answer))).toEqual({ ok: true });
  });

  it.each([
    [404, { code: 404, message: 'Not Found' }, 'the base URL is wrong'],
    [404, '<h1>Not Found</h1>', 'the base URL is wrong'],
    [401, { code: 40127, message: 'no' }, 'refused the API key'],
    [200, { code: 40127, message: 'no' }, 'refused the API key'],
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
    expect(judgeAnswer(status, text)).toEqual({
      ok: false,
      cause: expect.stringContaining(cause),
      fix: expect.stringMatching(/\.$/),
    });
  });

  it('names status and code, and nothing else of the answer', () => {
    expect(describeAnswer(400, '{"code":40000,"message":"private"}')).toBe('HTTP 400 with code 40000');
    expect(describeAnswer(200, '{"code":"private"}')).toBe('HTTP 200 with a code that is no number');
    expect(describeAnswer(200, '{"data":"private"}')).toBe('HTTP 200 without a code');
    expect(describeAnswer(200, 'private')).toBe('HTTP 200, not a JSON object');
  });
});
