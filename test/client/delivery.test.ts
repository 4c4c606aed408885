import { describe, expect, it, vi } from 'vitest';
import { failureOf, reply, withFetch } from './support/client.ts';
import { nodeError } from './support/network-errors.ts';

// Other attempts, one after another: test/integration/faults.test.ts.
describe('delivery speaks for all attempts together, also when the last one met a bad certificate', () => {
  it.each([
    ['no connection', () => Promise.reject(nodeError('ECONNREFUSED')), 'not_sent', 'did not get it'],
    ['a 500', async () => new Response('', { status: 500 }), 'unknown', 'may or may not have got it'],
  ])('after %s', async (_name, first, delivery, customer) => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const fetch = vi.fn().mockRejectedValue(nodeError('CERT_HAS_EXPIRED', 'certificate has expired'));
    const client = withFetch(fetch.mockImplementationOnce(first), { retry: 'at-least-once' });
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject({ delivery, kind: 'connection' });
    expect(error.attempts).toHaveLength(2);
    expect(error.message, 'the message and delivery say the same').toContain(customer);
  });
});
