import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { HumanWebhook } from 'gptbots-human';
import { expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { payloadText } from '../helpers/payloads.ts';
import { RawConnection } from '../helpers/raw-connection.ts';
import { serve } from '../helpers/serve.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';

const bodyTimeoutMs = 300;

type Face = (webhook: HumanWebhook, req: IncomingMessage, res: ServerResponse) => unknown;

const faces: [name: string, face: Face][] = [
  ['node', (webhook, req, res) => webhook.node(req, res)],
  ['fetch', async (webhook, req, res) => write(res, await webhook.fetch(asRequest(req)))],
  [
    'handle',
    async (webhook, req, res) => {
      const { method = '', url = '', headers } = req;
      const reply = await webhook.handle({ method, url, headers, body: req });
      res.writeHead(reply.status, reply.headers).end(reply.body);
    },
  ],
];

it.each(faces)(
  'webhook.%s takes a body that arrived while the process stood still for longer than bodyTimeoutMs',
  async (_name, face) => {
    const { webhook, runs } = testWebhook({ bodyTimeoutMs });
    let standStill = () => {};
    const connection = await RawConnection.open(
      await serve((req, res) => {
        void face(webhook, req, res);
        req.once('data', () => standStill());
      }),
    );
    // Several times what Node reads at once.
    const text = payloadText('chat', { body: 'x'.repeat(150_000) });
    standStill = () => {
      connection.write(text.slice(1));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, bodyTimeoutMs + 100);
    };
    connection.post('/chat', { authorization: `Bearer ${secret}`, 'content-length': text.length }, text.slice(0, 1));
    expectAnswer(await connection.answer(), 200);
    expect(runs).toHaveLength(1);
  },
);

function asRequest(req: IncomingMessage): Request {
  const headers = { authorization: req.headers.authorization ?? '' };
  // The casts hold: Node's web streams are those of the global Request, whose types do not know `duplex`.
  const init = { method: 'POST', headers, body: Readable.toWeb(req), duplex: 'half' } as unknown as RequestInit;
  return new Request(`http://localhost${req.url}`, init);
}

async function write(res: ServerResponse, response: Response): Promise<void> {
  res.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
}
