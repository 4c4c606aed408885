import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../../helpers/answered.ts';
import { nestedArrays, payload, payloadText } from '../../helpers/payloads.ts';
import { type Face, mountWith } from './face.ts';

/** Bodies, good and bad, whoever reads them. */
export function itReadsBodies(face: Face): void {
  describe('reads', () => {
    it.each([
      ['malformed JSON', '{"conversation_id": "c", '],
      ['a body of nothing', ''],
      ['blanks', ' \r\n'],
      ['a JSON string', '"conversation_id"'],
      ['a JSON number', '42'],
      ['a JSON array', '[{"conversation_id":"c"}]'],
      ['a JSON null', 'null'],
      ['a JSON false', 'false'],
      ['100,000 nested arrays', nestedArrays(100_000)],
      ['text that is no JSON, quoting none of it', 'hunter2'],
    ])('400 to %s', async (_case, body) => {
      const { post, runs } = await mountWith(face);
      const answer = await post('chat', { body });
      expect(answer.status, `expected 400, got ${answer.text}`).toBe(400);
      // A parser that runs before the webhook answers what it cannot parse itself.
      if (face.body !== 'parsed') {
        expectAnswer(answer, 400);
        expect(answer.text).not.toContain('hunter2');
      }
      expect(runs).toEqual([]);
    });

    it('100,000 nested arrays in a field without falling over', async () => {
      const { post } = await mountWith(face);
      const body = `${payloadText('chat').slice(0, -1)},"extra":${nestedArrays(100_000)}}`;
      const answer = await post('chat', { body });
      expect([200, 400], `expected it to be taken or refused, got ${answer.text}`).toContain(answer.status);
      expectAnswer(await post('chat', { fields: { timestamp: 1 } }), 200);
    });

    it('a lone surrogate, and text that is not ASCII', async () => {
      const { post, runs } = await mountWith(face);
      const text = '你好, Ünïcödé 🚚';
      expectAnswer(await post('chat', { fields: { body: text } }), 200);
      expectAnswer(await post('chat', { body: '{"conversation_id":"c","timestamp":2,"body":"\\ud83d"}' }), 200);
      expect(runs).toMatchObject([{ request: { body: text } }, { request: { body: '\ud83d' } }]);
    });

    const others = ['text/plain', 'application/octet-stream', 'application/vnd.gptbots+json', ''];
    it.each(face.ownChecks ? others : [...others, 'none'])(
      'the body whatever the Content-Type: "%s"',
      async (contentType) => {
        const { post, runs } = await mountWith(face);
        expectAnswer(await post('chat', { headers: { 'content-type': contentType } }), 200);
        expect(runs).toMatchObject([{ request: payload('chat') }]);
      },
    );

    it('the body before verify runs, and hands it over', async () => {
      const seen: unknown[] = [];
      const { post } = await mountWith(face, { verify: ({ body }) => seen.push(body) > 0 });
      expectAnswer(await post('chat'), 200);
      const [body] = seen;
      expect(isRaw(body) || face.body === 'parsed', 'expected the body as it was sent').toBe(true);
      if (isRaw(body)) expect(Buffer.from(body).toString()).toBe(payloadText('chat'));
      else expect(body).toEqual(payload('chat'));
    });

    if (face.body === 'parsed') return;

    it('413 when it is too large, and reads one that just fits', async () => {
      const { post, runs } = await mountWith(face, { maxBodyBytes: 1000, verify: () => false });
      const fill = 1000 - Buffer.byteLength(payloadText('chat', { body: '' }));
      expectAnswer(await post('chat', { fields: { body: 'x'.repeat(fill + 1) } }), 413);
      expectAnswer(await post('chat', { fields: { body: 'ü'.repeat(fill / 2 + 1) } }), 413);
      expectAnswer(await post('chat', { fields: { body: 'x'.repeat(fill) } }), 401);
      expect(runs).toEqual([]);
    });

    it.each([
      ['gbk', [0xc4, 0xe3, 0xba, 0xc3], '你好'],
      ['"ISO-8859-1"', [0x47, 0x72, 0xfc, 0xdf, 0x65], 'Grüße'],
      ['windows-1251; x=y', [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2], 'Привет'],
      ['UTF8', [...Buffer.from('Grüße')], 'Grüße'],
      ['', [...Buffer.from('Grüße')], 'Grüße'],
    ])('a body in the charset it declares: %s', async (charset, letters, expected) => {
      const { post, runs } = await mountWith(face);
      const [before, after] = payloadText('chat', { body: 'LETTERS' }).split('LETTERS');
      const body = Buffer.concat([Buffer.from(before ?? ''), Buffer.from(letters), Buffer.from(after ?? '')]);
      const headers = { 'content-type': `application/json; charset=${charset}` };
      expectAnswer(await post('chat', { headers, body }), 200);
      expect(runs).toMatchObject([{ request: { body: expected } }]);
    });

    if (face.body === 'raw') return;

    it.each([
      ['declared as utf-16', 'application/json; charset=utf-16', ''],
      ['declared as utf-16le', 'application/json;charset=UTF-16LE', ''],
      ['declared as utf-16, with a byte order mark', 'application/json; charset=utf-16', '\uFEFF'],
      ['with a byte order mark alone', 'application/json', '\uFEFF'],
    ])('a body in UTF-16, %s', async (_case, contentType, mark) => {
      const { post, runs } = await mountWith(face);
      const bytes = Buffer.from(`${mark}${payloadText('chat', { body: '你好 🚚' })}`, 'utf16le');
      const bodies = mark ? [bytes, Buffer.from(bytes).swap16()] : [bytes];
      for (const body of bodies)
        expectAnswer(await post('chat', { headers: { 'content-type': contentType }, body }), 200);
      expect(runs).toMatchObject([{ request: { body: '你好 🚚' } }]);
    });

    it.each(['utf-32', 'replacement', 'hunter2'])('415 to a charset that is not known: %s', async (charset) => {
      const { post, runs } = await mountWith(face);
      const answer = await post('chat', { headers: { 'content-type': `application/json; charset=${charset}` } });
      expect(expectAnswer(answer, 415).message).toMatch(/charset.*UTF-8/);
      expect(answer.text).not.toContain('hunter2');
      expect(runs).toEqual([]);
    });

    it.each(['gzip', 'x-gzip', 'compress', 'deflate', 'br', 'zstd', 'GZIP', 'identity, gzip', 'utf-8,Br , identity'])(
      '415 when it is compressed: %s',
      async (encoding) => {
        const { post, runs } = await mountWith(face);
        const headers = { 'content-encoding': encoding };
        expectAnswer(await post('chat', { headers, body: gzipSync(payloadText('chat')) }), 415);
        expect(runs).toEqual([]);
      },
    );

    it.each(['identity', 'Identity', 'IDENTITY, identity', 'utf-8', 'none', 'aws-chunked', ''])(
      'a body whose Content-Encoding is no compression: "%s"',
      async (encoding) => {
        const { post } = await mountWith(face);
        expectAnswer(await post('chat', { headers: { 'content-encoding': encoding } }), 200);
      },
    );
  });
}

function isRaw(body: unknown): body is string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array;
}
