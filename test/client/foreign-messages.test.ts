import { inspect } from 'node:util';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { json } from '../helpers/api-server.ts';
import { apiKey, connected, failureOf, reply, withFetch } from './support/client.ts';

const body = 'Your "parcel" is at Lindenallee 7, Köln.\nThe code is 4711 & more.';
const base64 = (text: string) => Buffer.from(text).toString('base64');

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

describe('what GPTBots says', () => {
  const encodings: Record<string, (text: string) => string> = {
    'as it is': (text) => text,
    'percent-encoded': encodeURIComponent,
    'in base64': base64,
    'in base64url': (text) => Buffer.from(text).toString('base64url'),
    'in JSON': (text) => JSON.stringify(text),
    'in JSON, escaped': (text) =>
      text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`),
    'in HTML': (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
    'as UTF-8 read as ISO 8859-1': (text) => Buffer.from(text).toString('latin1'),
    'in part': (text) => text.slice(4, 20),
    'with a header’s credentials': (text) => `Basic ${base64(`user:${text}`)}`,
  };

  it.each(Object.entries(encodings))(
    'repeats neither the key, nor the text, nor a header: %s',
    async (_name, encode) => {
      const token = 'tok_9f8e7d6c5b4a3928';
      const { client, server } = await connected({ headers: { 'x-gateway-token': token } });
      for (const secret of [apiKey, body, token]) {
        const echo = encode(secret);
        server.script(json(400, { code: 40000, message: `cannot use (${echo})` }));
        const error = await failureOf(client.sendReply({ ...reply, body }));
        const shown = `${inspect(error, { depth: 10, showHidden: true })} ${JSON.stringify(error)} ${error.stack}`;
        for (const text of [echo, JSON.stringify(echo).slice(1, -1)]) expect(shown).not.toContain(text);
        // What spans several words of the message cannot be cut out of it.
        expect(error.apiMessage).toMatch(/^cannot use .*\[redacted\]|^\[left out: it repeats what was sent\]$/);
      }
    },
  );

  const hostile =
    'x\u001b[2J\u001b]0;owned\u0007\n2026-11-27 12:00:00 INFO payment approved\u009b31m\u202ecod\u200b.exe\u2028';
  const forbidden = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

  it('neither commands a terminal nor makes a line of its own', async () => {
    const { client, server } = await connected();
    server.script(json(400, { code: 40000, message: hostile }));
    const error = await failureOf(client.sendReply(reply));
    expect(error.apiMessage).toBe('x 2026-11-27 12:00:00 INFO payment approved 31mcod.exe ');
    expect(error.message.split('\n')).toHaveLength(1);
    expect(inspect(error)).not.toMatch(forbidden);
  });

  it('nor does what a transport says, or an id that a webhook brought', async () => {
    const warn = vi.fn();
    const thrown = Object.assign(new Error(hostile), { name: hostile, code: hostile, cause: new Error(hostile) });
    const client = withFetch(() => Promise.reject(thrown), { retry: 'at-least-once', maxRetries: 1, logger: { warn } });
    const error = await failureOf(client.sendReply({ ...reply, conversation_id: hostile }));
    expect(error.message).not.toMatch(forbidden);
    expect(error.message.split('\n')).toHaveLength(1);
    for (let cause = error.cause; cause; cause = cause.cause) {
      expect(`${cause.name} ${cause.message} ${cause.code}`).not.toMatch(forbidden);
    }
    expect(warn).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(warn.mock.calls)).not.toMatch(forbidden);
    expect(error.conversation_id, 'the id itself stays what it is').toBe(hostile);
  });

  it('is cut before anything is looked for in it, so that its length costs nothing', async () => {
    const { client, server } = await connected();
    const cost = async (bytes: number) => {
      server.script(json(200, { code: 40000, message: 'a'.repeat(bytes) }));
      const begun = process.cpuUsage();
      await failureOf(client.sendReply(reply));
      return process.cpuUsage(begun).user;
    };
    await cost(1_000);
    const short = Math.min(await cost(1_000), await cost(1_000), await cost(1_000));
    const long = Math.min(await cost(256_000), await cost(256_000), await cost(256_000));
    // Reading a quarter of a megabyte costs something; looking for an address in all of it cost 80 seconds.
    expect(long - short, 'microseconds').toBeLessThan(1_000_000);
  });
});
