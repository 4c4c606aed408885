import { GptBotsHumanClient } from 'gptbots-human';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { json, type Step } from '../helpers/api-server.ts';
import { apiKey, failureOf, reply, startServer } from './support/client.ts';
import { nodeError } from './support/network-errors.ts';
import { resetAfterReading } from './support/steps.ts';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

const refused = 'refused';
const limited = json(429, {});
const broken = json(500, {});
const notFound = json(404, {});
const certificate = 'certificate';

/** A client and server that fail as listed, one attempt after another. */
async function failing(failures: (Step | typeof refused | typeof certificate)[]): Promise<GptBotsHumanClient> {
  const server = await startServer();
  const left = [...failures];
  server.script(...failures.filter((failure) => typeof failure === 'object'));
  return new GptBotsHumanClient({
    apiKey,
    baseUrl: server.url,
    retry: 'at-least-once',
    maxRetries: failures.length - 1,
    fetch: async (...request) => {
      const next = left.shift();
      if (next === refused) throw nodeError('ECONNREFUSED');
      if (next === certificate) throw nodeError('CERT_HAS_EXPIRED', 'certificate has expired');
      return fetch(...request);
    },
  });
}

describe('delivery speaks for all attempts together', () => {
  it.each([
    ['all refused the connection', [refused, refused], 'not_sent', 'connection'],
    ['no connection, then a bad certificate', [refused, certificate], 'not_sent', 'connection'],
    ['no connection, then 429', [refused, limited], 'rejected', 'http'],
    ['429, then no connection', [limited, refused], 'rejected', 'connection'],
    ['429, then 404', [limited, notFound], 'rejected', 'http'],
    ['500, then no connection', [broken, refused], 'unknown', 'connection'],
    ['500, then a bad certificate', [broken, certificate], 'unknown', 'connection'],
    ['500, then 404', [broken, notFound], 'unknown', 'http'],
    ['reset, then 429', [resetAfterReading, limited], 'unknown', 'http'],
    ['429, then reset', [limited, resetAfterReading], 'unknown', 'connection'],
    ['no connection, 429, 500, 404', [refused, limited, broken, notFound], 'unknown', 'http'],
  ] as const)('%s', async (_name, failures, delivery, kind) => {
    const client = await failing([...failures]);
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject({ delivery, kind });
    expect(error.attempts).toHaveLength(failures.length);
    expect(error.message, 'the message and delivery say the same').toContain(
      delivery === 'unknown' ? 'may or may not have got it' : 'did not get it',
    );
  });
});
