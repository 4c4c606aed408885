import { describe, expect, it, vi } from 'vitest';
import { answer, json, type Step } from '../helpers/api-server.ts';
import { connected, failureOf, reply, withFetch } from './support/client.ts';
import { announced, chunked, gzipped, MiB } from './support/steps.ts';

const wrongAnswers: [string, Step][] = [
  ['an HTML page', answer(200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' })],
  ['half a JSON object', answer(200, '{"code":0,')],
  ['a JSON string', json(200, 'ok')],
  ['a JSON number', json(200, 0)],
  ['a JSON boolean', json(200, true)],
  ['JSON null', json(200, null)],
  ['a JSON list', json(200, [{ code: 0 }])],
  ['a code that is a word', json(200, { code: 'OK' })],
  ['a code that is a boolean', json(200, { code: true })],
  ['a code that is an object', json(200, { code: {} })],
  ['100,000 nested lists', answer(200, `${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
  ['an announced body over 1 MiB', announced(2 * MiB)],
  ['a body one byte over 1 MiB', announced(MiB + 1)],
  ['a chunked body over 1 MiB', chunked(2 * MiB)],
  ['a chunked body one byte over 1 MiB', chunked(MiB + 1)],
  ['a body that unpacks to 50 MiB', gzipped(50 * MiB)],
];

describe('a 2xx answer that is not the contract', () => {
  it.each(wrongAnswers)('is kind response, unknown and never retried: %s', async (_name, step) => {
    const { client, server } = await connected({ retry: 'at-least-once' });
    server.otherwise(step);
    const error = await failureOf(client.sendReply(reply));

    expect(error).toMatchObject({
      kind: 'response',
      delivery: 'unknown',
      status: 200,
      attempts: [{ outcome: 'response', status: 200 }],
    });
    expect(error).not.toHaveProperty('code');
    expect(server.calls, 'how often GPTBots was asked').toHaveLength(1);
  });

  it.each([
    ['announced', announced(MiB)],
    ['chunked', chunked(MiB)],
    ['compressed', gzipped(MiB)],
  ])('does not begin below 1 MiB: exactly 1 MiB, %s, is read', async (_name, step) => {
    const { client, server } = await connected();
    server.script(step);
    expect(await client.sendReply(reply)).toMatchObject({ code: 0, message: expect.stringMatching(/^x{1048553}$/) });
  });

  it('stops reading a body that has no end', async () => {
    const { client, server } = await connected();
    server.script({
      run: (response) => {
        const more = () => response.write(Buffer.alloc(65_536, 'x'), (error) => error || more());
        response.writeHead(200);
        more();
      },
    });
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'response', delivery: 'unknown' });
    await (await server.received(1)).gone;
  });

  it('measures bytes, not characters', async () => {
    const { client, server } = await connected();
    server.script({
      run: (response) => void response.writeHead(200).end(JSON.stringify({ message: '你'.repeat(400_000) })),
    });
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'response' });
  });

  it('joins a character that was cut between two chunks', async () => {
    const bytes = new TextEncoder().encode('{"message":"你好"}');
    const body = new ReadableStream({
      start(stream) {
        stream.enqueue(bytes.subarray(0, 13));
        stream.enqueue(bytes.subarray(13));
        stream.close();
      },
    });
    expect(await withFetch(async () => new Response(body)).sendReply(reply)).toEqual({ message: '你好' });
  });

  it.each(['<html>', '"ok"', 'null', '[]'])('tells what it is and what to check: %s', async (body) => {
    const { client, server } = await connected();
    server.script(answer(200, body));
    expect((await failureOf(client.sendReply(reply))).message).toMatch(/HTTP 200.*not a JSON object.*baseUrl/s);
  });
});

describe('an answer over 1 MiB with another status', () => {
  it.each([
    [400, 'rejected'],
    [500, 'unknown'],
  ])('%i is kind http: what counts is the status', async (status, delivery) => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { client, server } = await connected();
    server.otherwise(announced(2 * MiB, status));
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'http', delivery, status });
  });
});
