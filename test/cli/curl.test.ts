import { execFile } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { curlOf } from '../../src/cli/page/curl.ts';
import { serve } from '../helpers/serve.ts';

const run = promisify(execFile);

interface Received {
  method: string | undefined;
  url: string | undefined;
  authorization: string | undefined;
  contentType: string | undefined;
  body: string;
}

// Takes one request, and says what came.
async function startReceiver() {
  const received: Received[] = [];
  const port = await serve(async (req: IncomingMessage, res: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const { method, url, headers } = req;
    const body = Buffer.concat(chunks).toString();
    received.push({ method, url, authorization: headers.authorization, contentType: headers['content-type'], body });
    res.end();
  });
  return { received, origin: `http://127.0.0.1:${port}` };
}

const headers = { 'content-type': 'application/json', authorization: 'Bearer [redacted]' };
const env = { ...process.env, GPTBOTS_WEBHOOK_SECRET: "a 'secret' $HOME", GPTBOTS_API_KEY: 'the-key' };

it.each([
  ['quotes', `{"body":"It's \\"mine\\""}`],
  ['line breaks', '{\n  "body": "one\\ntwo"\n}\n'],
  ['emoji and other scripts', '{"body":"👩‍👩‍👧 שלום 你好"}'],
  ['what a shell expands', '{"body":"$HOME $(id) `id` !! \\\\ * ~"}'],
  ['what curl expands', '@/etc/hostname'],
  ['nothing', ''],
])('a webhook as curl, with %s in it, is what sh sends', async (_what, body) => {
  const { received, origin } = await startReceiver();
  const call = { kind: 'webhook', request: { method: 'POST', path: '/gptbots/chat', headers, body } } as const;
  const command = curlOf(call, { webhook: `${origin}/gptbots`, api: 'http://127.0.0.1:1' });
  await run('sh', ['-c', command], { env });
  expect(received).toEqual([
    {
      method: 'POST',
      url: '/gptbots/chat',
      authorization: `Bearer ${env.GPTBOTS_WEBHOOK_SECRET}`,
      contentType: 'application/json',
      body,
    },
  ]);
});

it('a webhook whose secret stands in the URL takes it from the environment too', async () => {
  const { received, origin } = await startReceiver();
  const request = { method: 'POST', path: '/gptbots/[redacted]/chat', headers: {}, body: '{}' };
  const command = curlOf({ kind: 'webhook', request }, { webhook: `${origin}/gptbots/[redacted]`, api: '' });
  await run('sh', ['-c', command], { env: { ...env, GPTBOTS_WEBHOOK_SECRET: 'b5d1e66c3a89' } });
  expect(received).toMatchObject([{ url: '/gptbots/b5d1e66c3a89/chat', authorization: undefined }]);
});

it('a call of the API goes to the simulator, with the key of the environment', async () => {
  const { received, origin } = await startReceiver();
  const request = { method: 'POST', path: '/v1/human/close', headers, body: '{"conversation_id":"c1"}' };
  await run('sh', ['-c', curlOf({ kind: 'api', request }, { webhook: 'http://127.0.0.1:1', api: origin })], { env });
  expect(received).toMatchObject([{ url: '/v1/human/close', authorization: 'Bearer the-key' }]);
});

it('has no secret in it', () => {
  const request = { method: 'POST', path: '/chat', headers, body: '{}' };
  expect(curlOf({ kind: 'webhook', request }, { webhook: 'http://localhost:3000', api: '' })).toBe(
    [
      "curl -X POST 'http://localhost:3000/chat' \\",
      "  -H 'Content-Type: application/json' \\",
      '  -H "Authorization: Bearer $GPTBOTS_WEBHOOK_SECRET" \\',
      "  --data-raw '{}'",
    ].join('\n'),
  );
});
