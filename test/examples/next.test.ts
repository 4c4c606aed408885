import { format } from 'node:util';
import { createPlatform } from 'gptbots-human/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectWholeExchange, expectWrongSecretRefused, lastWords } from './conformance.ts';

const address = 'http://localhost:3000/gptbots';
const secret = 'the-webhook-secret';
const apiKey = 'the-api-key';
const gptbots = createPlatform({ apiKey });

describe("examples/next, the app router's route file", () => {
  let post: (request: Request) => Promise<Response>;

  beforeAll(async () => {
    // Without the environment, as `next build` may have none.
    ({ POST: post } = await import('../../examples/next/app/gptbots/[...path]/route.ts'));
    vi.stubEnv('GPTBOTS_WEBHOOK_SECRET', secret);
    vi.stubEnv('GPTBOTS_API_KEY', apiKey);
    vi.stubEnv('GPTBOTS_BASE_URL', (await gptbots.listen()).url);
    gptbots.connect(post, `${address}/${secret}`);
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await gptbots.close();
  });

  it('replies to the user over a whole conversation and closes the session after a bye', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    await expectWholeExchange(gptbots);
    expect(log.mock.calls.map((args) => format(...args))).toEqual([lastWords(gptbots)]);
  });

  it('answers 401 to a request with the wrong secret', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    await expectWrongSecretRefused(address, post);
    expect(warn).toHaveBeenCalledTimes(2);
  });
});
