import { describe, expect, it } from 'vitest';
import { answer } from '../helpers/api-server.ts';
import { connected, failureOf, reply, startServer, withFetch } from './support/client.ts';

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    '%i is a failure: rejected, not followed, the API key not sent on',
    async (status) => {
      const { client, server } = await connected({ retry: 'at-least-once' });
      const elsewhere = await startServer();
      server.otherwise(answer(status, '', { location: `${elsewhere.url}/v1/human/message/receive` }));

      const error = await failureOf(client.sendReply(reply));
      expect(error).toMatchObject({
        kind: 'http',
        delivery: 'rejected',
        status,
        attempts: [{ outcome: 'http', status }],
      });
      expect(error.message).toContain('redirected');
      expect(server.calls, 'how often GPTBots was asked').toHaveLength(1);
      expect(elsewhere.connections(), 'connections to where the redirect points').toBe(0);
    },
  );

  it('is not followed on the same host either', async () => {
    const { client, server } = await connected();
    server.script(answer(302, '', { location: '/login' }));
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'http', status: 302 });
    expect(server.calls.map(({ path }) => path)).toEqual(['/v1/human/message/receive']);
  });

  it('is recognised where fetch shows it as an opaque answer with status 0', async () => {
    // As browsers and Workers do for `redirect: 'manual'`.
    const opaque = Object.defineProperty(new Response(null), 'status', { value: 0 });
    const error = await failureOf(withFetch(async () => opaque).sendReply(reply));
    expect(error).toMatchObject({ kind: 'http', delivery: 'rejected', status: 0 });
    expect(error.message).toContain('redirected');
  });
});
