import type { HumanWebhookOptions } from 'gptbots-human';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectAnswer } from '../../helpers/answered.ts';
import { deferred } from '../../helpers/deferred.ts';
import { payload, payloadText } from '../../helpers/payloads.ts';
import { RawConnection } from '../../helpers/raw-connection.ts';
import { secret } from '../../helpers/test-webhook.ts';
import { type Face, mountWith } from './face.ts';

const text = payloadText('chat', { body: 'Grüße 🚚' });
const bytes = Buffer.from(text);
const head = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
const whole = { ...head, 'content-length': bytes.length };
const chunked = { ...head, 'transfer-encoding': 'chunked' };

/** Clients that trickle, stop, lie about lengths, or go away. */
export function itSurvivesConnections(face: Face): void {
  if (face.withoutServer) return;
  describe('survives', () => {
    it('a body that comes byte by byte', async () => {
      const { connection, runs } = await connect(face);
      connection.post(`${face.prefix}/chat`, whole);
      // Alone, so that a letter of several bytes is cut in two.
      for (const byte of bytes) {
        connection.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
      expectAnswer(await connection.answer(), 200);
      expect(runs).toMatchObject([{ request: payload('chat', { body: 'Grüße 🚚' }) }]);
    });

    it('a connection that is used again, and sends exactly the bytes it announces', async () => {
      const { connection } = await connect(face);
      for (const status of [200, 200, 401]) {
        const authorization = status === 401 ? 'Bearer wrong' : head.authorization;
        connection.post(`${face.prefix}/chat`, { ...whole, authorization });
        connection.write(bytes);
        expectAnswer(await connection.answer(), status);
        expect(connection.rest, 'expected nothing after the announced length').toBe('');
      }
    });

    it('a client that stops in the middle of its body', async () => {
      const { connection, roundTrip, runs, handled } = await connect(face);
      connection.post(`${face.prefix}/chat`, whole, text.slice(0, 10));
      await roundTrip();
      connection.breakOff();
      await connection.closed;
      await roundTrip();
      expect(runs.filter(({ route }) => route === 'chat')).toEqual([]);
      if (face.body !== 'stream') return;
      expect(
        handled.filter(({ route }) => route === 'chat'),
        'expected the request to end as one that broke off',
      ).toMatchObject([{ status: 400 }]);
    });

    it('a client that announces more than it sends', async () => {
      const { connection, roundTrip, runs } = await connect(face);
      connection.post(`${face.prefix}/chat`, { ...whole, 'content-length': bytes.length + 10 }, text);
      connection.endSending();
      await connection.closed;
      await roundTrip();
      expect(runs.filter(({ route }) => route === 'chat')).toEqual([]);
    });

    // Who is called with a request and no more cannot know that its client has left.
    if (!face.answersAfterWork)
      it('a client that leaves while it waits for its turn: it loses its place, and is not handled', async () => {
        const isFirst = deferred();
        const goOn = deferred();
        const left = deferred();
        const { connection, post, roundTrip, runs } = await connect(face, {
          chat: () => {
            isFirst.resolve();
            return goOn.promise;
          },
          onHandled: ({ status }) => {
            if (status === 503) left.resolve();
          },
        });
        const first = post('chat', { fields: { timestamp: 1 } });
        await isFirst.promise;
        connection.post(`${face.prefix}/chat`, whole);
        connection.write(bytes);
        // So that it is in line by now.
        await roundTrip();
        connection.breakOff();
        await left.promise;
        const last = post('chat', { fields: { timestamp: 2 } });
        goOn.resolve();
        for (const answer of await Promise.all([first, last])) expectAnswer(answer, 200);
        const chats = runs.filter(({ route }) => route === 'chat');
        expect(chats.map(({ request }) => request.timestamp)).toEqual([1, 2]);
      });

    it('a client that leaves before the answer, whose work is done all the same', async () => {
      const started = deferred();
      const left = deferred();
      const worked = deferred();
      const { connection, roundTrip } = await connect(face, {
        chat: async (_request, { waitUntil }) => {
          waitUntil(() => worked.resolve());
          started.resolve();
          await left.promise;
        },
      });
      connection.post(`${face.prefix}/chat`, whole);
      connection.write(bytes);
      await started.promise;
      connection.breakOff();
      await connection.closed;
      await roundTrip();
      left.resolve();
      await worked.promise;
    });

    if (face.body !== 'stream') return;

    it('413: a body announced too large is not waited for', async () => {
      const { connection, handled } = await connect(face, { maxBodyBytes: 100 });
      connection.post(`${face.prefix}/chat`, { ...head, 'content-length': 101 });
      expectAnswer(await connection.answer(), 413);
      expect(handled).toMatchObject([{ status: 413 }]);
    });

    it('413: a body that turns out too large', async () => {
      const { connection } = await connect(face, { maxBodyBytes: 100 });
      connection.post(`${face.prefix}/chat`, chunked, `50\r\n${'x'.repeat(0x50)}\r\n`);
      connection.write(`50\r\n${'x'.repeat(0x50)}\r\n`);
      expectAnswer(await connection.answer(), 413);
    });

    it.each([
      ['unannounced', { 'transfer-encoding': 'chunked' }],
      ['announced', {}],
    ])('413: a client that sends all of a large body, %s, before it reads the answer', async (_case, headers) => {
      const { post, roundTrip } = await connect(face, { maxBodyBytes: 1000 });
      const body = 'x'.repeat(face.ownChecks ? 1_000_000 : 3_000_000);
      expectAnswer(await post('chat', { headers, body }), 413);
      await roundTrip();
    });

    it('413: a body that is a request, and then too many blanks, which is not handled all the same', async () => {
      const { post, roundTrip, runs } = await connect(face, { maxBodyBytes: 1000 });
      const headers = { 'transfer-encoding': 'chunked' };
      expectAnswer(await post('chat', { headers, body: text + ' '.repeat(1000) }), 413);
      await roundTrip();
      expect(runs.filter(({ route }) => route === 'chat')).toEqual([]);
    });

    it('408: a body that trickles, and closes its connection', async () => {
      const { connection, runs } = await connect(face, { bodyTimeoutMs: 100 });
      connection.post(`${face.prefix}/chat`, { ...head, 'content-length': 100_000 });
      const trickle = setInterval(() => connection.write('{'), 10);
      onTestFinished(() => clearInterval(trickle));
      expectAnswer(await connection.answer(), 408);
      expect(runs).toEqual([]);
      // The connection has to end with the answer.
      if (!face.keepsConnection) await connection.closed;
    });

    it('a body that never comes while it drains', async () => {
      const { connection, roundTrip, webhook } = await connect(face, { bodyTimeoutMs: 300 });
      connection.post(`${face.prefix}/chat`, whole, '{');
      await roundTrip();
      const answer = connection.answer();
      await webhook.drain();
      expectAnswer(await answer, 408);
    });
  });
}

/** Mounts a webhook, and connects a raw client to it. */
async function connect(face: Face, options?: Partial<HumanWebhookOptions>) {
  const mounted = await mountWith(face, options);
  if (mounted.port === undefined) throw new Error(`${face.name} has no port; say withoutServer`);
  const connection = await RawConnection.open(mounted.port);
  // After another client's request was answered, the server has seen what the raw client did before.
  const roundTrip = async () => {
    expectAnswer(await mounted.post('close', { fields: { conversation_id: 'round-trip' } }), 200);
  };
  return { ...mounted, connection, roundTrip };
}
