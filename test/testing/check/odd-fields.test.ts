import { describe, expect, it } from 'vitest';
import { checkWebhook } from '../../../src/testing/check/check-webhook.ts';
import { secret } from '../../helpers/test-webhook.ts';
import { caseOf, checkBriefly, expectFailure, quickWebhook } from './support.ts';

const name = 'establish with optional fields of other types than documented';

describe('checkWebhook', () => {
  it('finds that a webhook takes a visitor with odd fields', async () => {
    const { webhook } = quickWebhook();
    expect(caseOf(await checkWebhook(webhook, { secret }), name)).toMatchObject({ ok: true, level: 'advice' });
  });

  it('advises a webhook that turns visitors away for fields nobody needs', async () => {
    const { webhook } = quickWebhook();
    const strict = async (request: Request) => {
      const { email } = await request
        .clone()
        .json()
        .catch(() => ({}));
      if (typeof email === 'number')
        return Response.json({ code: 400, message: 'email: expected text' }, { status: 400 });
      return webhook.fetch(request);
    };
    const report = await checkBriefly(strict, { secret });
    expectFailure(report, name, {
      level: 'advice',
      detail: /Visitors would see Busy/,
      fix: /Ignore other fields that have the wrong type/,
    });
    expect(report.ok).toBe(true);
  });
});
