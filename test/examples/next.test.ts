import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStandIn } from '../../examples/demo/stand-in.ts';
import { expectWholeExchange, expectWrongSecretRefused, type Mounted } from './conformance.ts';

const secret = 'the-webhook-secret';
const apiKey = 'the-api-key';

describe("examples/next, the app router's route file", () => {
  let mounted: Mounted;

  beforeAll(async () => {
    // Without the environment, as `next build` may have none.
    const { POST } = await import('../../examples/next/app/gptbots/[...path]/route.ts');
    const gptbots = await startStandIn(apiKey);
    vi.stubEnv('GPTBOTS_WEBHOOK_SECRET', secret);
    vi.stubEnv('GPTBOTS_API_KEY', apiKey);
    vi.stubEnv('GPTBOTS_BASE_URL', gptbots.url);
    mounted = { send: POST, address: 'http://localhost:3000/gptbots', secret, apiKey, gptbots };
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await mounted.gptbots.close();
  });

  it('replies to the user over a whole conversation and closes the session after a bye', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    await expectWholeExchange(mounted);
    expect(log).toHaveBeenCalledExactlyOnceWith('Conversation 67d8db020fa31d1ef64f53dg is over: USER_CLOSED');
  });

  it('answers 401 to a request with the wrong secret', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    await expectWrongSecretRefused(mounted);
    expect(warn).toHaveBeenCalledTimes(2);
  });
});
