import { GptBotsHumanError } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { checkWebhook } from '../../../src/testing/check/check-webhook.ts';
import { diagnose } from '../../../src/testing/check/diagnosis.ts';
import { answerOf, summary } from '../../../src/testing/check/outcome.ts';
import { createRedaction } from '../../../src/testing/check/redaction.ts';
import { Run } from '../../../src/testing/check/run.ts';
import { checkSettings } from '../../../src/testing/check/settings.ts';
import { showsStack } from '../../../src/testing/check/stack.ts';
import { describeError } from '../../../src/testing/describe-error.ts';
import type { WebhookTarget } from '../../../src/testing/types.ts';
import { cpuMs } from '../../helpers/cpu-time.ts';
import { secret } from '../../helpers/test-webhook.ts';
import { caseOf, expectFailure, quickWebhook } from './support.ts';

const long = 1_048_576;
const hostile: [name: string, unit: string][] = [
  ['tags that are never closed', '<'],
  ['titles that are never closed', '<title'],
  ['styles that are never closed', '<style>'],
  ['a word without end', 'x'],
  ['addresses', 'a@'],
  ['line breaks', '\n '],
  ['line breaks with an end', '\n \r'],
  ['stack lines that are none', 'at /'],
  ['places in files', ':1'],
  ['places after paths', 'at /a:1:1 '],
  ['digits', ':11111111'],
  ['slashes', '/'],
  ['escapes', '\\u0061'],
  ['digits of an encoding', 'abcdef01'],
  ['braces', '{"a":'],
];

/** All that is done with an answer of somebody else. */
function look(text: string): void {
  const run = new Run(async () => new Response(), checkSettings({ secret }));
  const redaction = createRedaction([secret]);
  for (const status of [200, 302, 401, 403, 404, 500, 503]) {
    const headers = { 'content-type': text, location: text, 'www-authenticate': text };
    const outcome = answerOf({ status, headers, body: text }, 1, redaction);
    summary(outcome);
    showsStack(outcome.text);
    diagnose({ draft: {}, title: '', outcome }, run);
  }
  describeError(new Error(text), redaction.show);
}

function fastest(work: () => void): number {
  return Math.min(...Array.from({ length: 3 }, () => cpuMs(work)));
}

describe('the time to look at an answer of somebody else', () => {
  it.each(hostile)('does not grow with its square: %s', (_name, unit) => {
    const text = (length: number) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
    const [short, whole] = [text(long / 16), text(long)];
    const [shortMs, wholeMs] = [fastest(() => look(short)), fastest(() => look(whole))];
    // 16 times as long: with the square it would be 256 times the cost. 20 ms are for what a busy machine adds.
    expect(wholeMs).toBeLessThan(shortMs * 20 + 20);
  });
});

it('what a foreign server says is shown on one line, without marks that are not seen', async () => {
  const evil = 'a\u001b[31mred\u001b]0;title\u0007\r\nProblem  forged\u2028\u202eoverride\u200bzero\u0000';
  const targets: WebhookTarget[] = [
    async () => new Response(evil, { status: 500 }),
    async () => Response.json({ code: 400, message: evil }, { status: 400 }),
    async () => Response.json({ code: 200, message: evil }),
    { handle: async () => ({ status: 302, headers: { location: evil, 'content-type': evil }, body: '' }) },
    () => Promise.reject(new Error(evil, { cause: { code: evil } })),
    // As JavaScript would return it.
    (() => ({ [evil]: 1 })) as unknown as WebhookTarget,
  ];
  for (const target of targets) {
    const { cases } = await checkWebhook(target, { timeoutMs: 5000 });
    const texts = cases.flatMap((one) => Object.values(one).map(String));
    expect(texts.filter((text) => /[\p{Cc}\p{Zl}\p{Zp}\u200b\u202e]/u.test(text))).toEqual([]);
  }
});

describe('checkWebhook tells, of the hosts that answer by themselves,', () => {
  it.each<[string, ResponseInit & { text?: string }, RegExp]>([
    ['ngrok', { status: 404, headers: { 'ngrok-error-code': 'ERR_NGROK_3200' } }, /ngrok itself answers/],
    ['Cloudflare without a server', { status: 521 }, /Cloudflare answers 521 because it cannot reach/],
    ['Cloudflare without a tunnel', { status: 530 }, /Cloudflare answers 530/],
    ['Cloudflare and a certificate', { status: 526 }, /server's certificate/],
    ['Vercel and an error', { status: 404, headers: { 'x-vercel-error': 'NOT_FOUND' } }, /Vercel itself answers/],
    ['Vercel and a login', { status: 401, headers: { 'set-cookie': '_vercel_sso_nonce=x' } }, /deployment protection/],
    ['API Gateway', { status: 403, text: '{"message":"Missing Authentication Token"}' }, /API Gateway has no route/],
    [
      'Cloud Run',
      { status: 403, text: '<p>Your client does not have permission to get URL <code>/x</code>' },
      /unauthenticated invocations/,
    ],
  ])('%s', async (_host, { text = '', ...init }, fix) => {
    const report = await checkWebhook(async () => new Response(text, init), { secret });
    expectFailure(report, 'establish is accepted', { detail: /Visitors would see Busy/, fix });
  });

  it.each<[string, string, RegExp]>([
    ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN x', /host name 127\.0\.0\.1 is not known/],
    ['EAI_NODATA', 'getaddrinfo EAI_NODATA x', /is not known/],
    ['CERT_HAS_EXPIRED', 'certificate has expired', /has expired.*Renew it/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames", /another host name/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate', /whole chain/],
    ['EHOSTDOWN', 'connect EHOSTDOWN', /cannot be reached from here/],
  ])('a failure to connect: %s', async (code, message, fix) => {
    const { diagnoseNoAnswer } = await import('../../../src/testing/check/diagnosis-no-answer.ts');
    const run = new Run('http://127.0.0.1:1/gptbots', checkSettings({}));
    const what = describeError(new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) }));
    expect(diagnoseNoAnswer({ kind: 'none', reason: 'connection', what, durationMs: 1 }, run)).toMatch(fix);
  });
});

describe('checkWebhook survives', () => {
  const fails = () => {
    throw new Error('no');
  };
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const unreadable = () =>
    Object.defineProperty({}, 'status', {
      get: () => {
        throw new Error('no');
      },
    });

  it.each<[string, () => unknown]>([
    [
      'throws null',
      () => {
        throw null;
      },
    ],
    [
      'throws a revoked proxy',
      () => {
        throw revoked();
      },
    ],
    [
      'throws an error that cannot be read',
      () => {
        throw Object.defineProperty(new Error('x'), 'cause', {
          get: () => {
            throw 1;
          },
        });
      },
    ],
    [
      'throws an object without a prototype',
      () => {
        throw Object.create(null);
      },
    ],
    [
      'throws an error that causes itself',
      () => {
        const error = new Error('x');
        error.cause = error;
        throw error;
      },
    ],
    ['returns null', () => null],
    ['returns a number', () => 200],
    ['returns a revoked proxy', revoked],
    ['returns what cannot be read', unreadable],
    ['returns a thenable that throws', () => Object.fromEntries([['then', fails]])],
    ['returns a network error', () => Response.error()],
  ])('a target that %s', async (_what, target) => {
    for (const one of [target, { handle: target }]) {
      // As JavaScript would pass it.
      const report = await checkWebhook(one as WebhookTarget, { timeoutMs: 2000 });
      expect(report.ok).toBe(false);
      expect(caseOf(report, 'establish is accepted')).toMatchObject({ ok: false, fix: expect.stringMatching(/./) });
    }
  });

  it.each<[string, unknown, unknown?]>([
    ['a target that cannot be asked', revoked()],
    [
      'a handle that throws',
      Object.defineProperty({}, 'handle', {
        get: () => {
          throw new Error('no');
        },
      }),
    ],
    ['options of null', 'http://localhost', null],
    ['an option that is misspelt', 'http://localhost', { secert: 'x' }],
    ['a secret that is no text', 'http://localhost', { secret: 5 }],
    ['a time that is no number', 'http://localhost', { timeoutMs: '5' }],
  ])('%s, and says what is wrong with it', async (_what, target, options) => {
    const error = await checkWebhook(target as WebhookTarget, options as object).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GptBotsHumanError);
    expect(error).toMatchObject({ kind: 'input' });
  });
});

it('a secret far behind in an answer counts as shown, in any encoding', async () => {
  const { webhook } = quickWebhook();
  const target = async (request: Request) => {
    const response = await webhook.fetch(request);
    if (response.status !== 401) return response;
    return Response.json({ code: 401, message: 'x'.repeat(3000) + btoa(`Bearer ${secret}`) }, { status: 401 });
  };
  const report = await checkWebhook(target, { secret });
  expectFailure(report, 'no answer shows the secret', { level: 'advice', detail: /logs/, fix: /change the secret/ });
});
