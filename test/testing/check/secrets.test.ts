import { describe, expect, it } from 'vitest';
import { checkWebhook } from '../../../src/testing/check/check-webhook.ts';
import { secret } from '../../helpers/test-webhook.ts';
import { caseOf, expectFailure, problems, quickWebhook, served } from './support.ts';

const busy401 = /^Visitors would see Busy: POST \/gptbots\/conversation\/establish answered 401/;

describe('checkWebhook tells a secret', () => {
  it('that differs from that of the server', async () => {
    const report = await checkWebhook(await served(quickWebhook({ secret: 'other-secret' }).webhook.node), { secret });
    expectFailure(report, 'establish is accepted', {
      detail: busy401,
      fix: /secrets differ: the running server has another one or none .*GPTBOTS_WEBHOOK_SECRET.*restart/,
    });
  });

  it('that the check was not given', async () => {
    const report = await checkWebhook(await served(quickWebhook().webhook.node));
    expectFailure(report, 'establish is accepted', { detail: busy401, fix: /check has none\. Pass `secret`/ });
  });

  it('that the webhook does not ask for, though there is one', async () => {
    const report = await checkWebhook(quickWebhook({ secret: false }).webhook, { secret });
    expect(problems(report)).toEqual([
      'establish with a wrong secret is refused',
      'chat with a wrong secret is refused',
      'close with a wrong secret is refused',
      'establish with no secret is refused',
      'chat with no secret is refused',
      'close with no secret is refused',
    ]);
    expectFailure(report, 'close with no secret is refused', {
      detail: /^Strangers could end the conversations of your visitors: .* answered 200/,
      fix: /Set the option secret of `createHumanWebhook`/,
    });
  });

  it('that nobody has, as advice', async () => {
    const report = await checkWebhook(quickWebhook({ secret: false }).webhook);
    expect(report.ok).toBe(true);
    expectFailure(report, 'the webhook asks for a secret', {
      level: 'advice',
      detail: /and so would anybody else/,
      fix: /Set the option secret of the webhook and pass `secret` to this check/,
    });
    expect(caseOf(report, 'chat with a wrong secret is refused').skipped).toBe('No secret was given to the check.');
  });

  it('that is refused with 403, as advice', async () => {
    const { webhook } = quickWebhook();
    const forbids = async (request: Request) => {
      const response = await webhook.fetch(request);
      return response.status === 401 ? Response.json({ code: 403, message: 'Forbidden' }, { status: 403 }) : response;
    };
    const report = await checkWebhook(forbids, { secret });
    expect(report.ok).toBe(true);
    expectFailure(report, 'chat with a wrong secret is refused', {
      level: 'advice',
      detail: /^Refused, but not with 401/,
      fix: /secret/,
    });
  });

  it('that is taken as a bearer token only, as advice', async () => {
    const { webhook } = quickWebhook({ secret: false });
    const bearerOnly = async (request: Request) =>
      request.headers.get('authorization') === `Bearer ${secret}` || request.method === 'GET'
        ? webhook.fetch(request)
        : Response.json({ code: 401, message: 'no' }, { status: 401 });
    const report = await checkWebhook(bearerOnly, { secret });
    expect(report.ok).toBe(true);
    for (const name of ['the secret as ?token=', 'the secret as the path segment before the route']) {
      expectFailure(report, name, { level: 'advice', detail: /URL only/, fix: /only as a bearer token/ });
    }
  });
});

describe('no report shows the secret', () => {
  const spoken = 'hunter2/"<密>&\'';

  it.each<[string, (request: Request) => Response | Promise<Response>]>([
    ['as it is', async (request) => new Response(`<p>${request.headers.get('authorization')}`, { status: 500 })],
    [
      'in JSON',
      async ({ headers }) => Response.json({ code: 400, message: headers.get('authorization') }, { status: 400 }),
    ],
    ['in JSON of ASCII', async () => new Response(`{"m":"'hunter2/\\"<\\u5bc6>&'"}`, { status: 500 })],
    ['in UTF-8', async () => Response.json({ code: 400, message: `not ${spoken}` }, { status: 400 })],
    ['as a web page', async () => new Response(`<p>&#39;hunter2/&quot;&lt;密&gt;&amp;&#39;`, { status: 404 })],
    [
      'in a redirect',
      async () => new Response(null, { status: 302, headers: { location: `/login/${encodeURIComponent(spoken)}` } }),
    ],
    ['where a quote is cut short', async () => new Response('x'.repeat(150) + spoken, { status: 500 })],
    ['in an error', () => Promise.reject(new Error(`wrong: ${spoken}`, { cause: new Error(spoken) }))],
    ['in an answer that is accepted', async () => Response.json({ code: 200, message: spoken })],
  ])('that is quoted %s', async (_case, target) => {
    const { cases } = await checkWebhook(target, { secret: spoken });
    const texts = cases.flatMap((one) => Object.values(one).map(String));
    expect(texts.filter((text) => text.includes('hunter'))).toEqual([]);
    expect(texts.filter((text) => text.includes('[secret]')).length).toBeGreaterThan(0);
  });
});
