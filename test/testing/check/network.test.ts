import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { checkWebhook } from '../../../src/testing/check/check-webhook.ts';
import { selfSignedCertificate } from '../../client/support/certificate.ts';
import { listening } from '../../helpers/listening-server.ts';
import { secret } from '../../helpers/test-webhook.ts';
import { expectFailure, neverTried, quickWebhook, served, skippedCases } from './support.ts';

const establish = 'establish is accepted';

describe('checkWebhook tells', () => {
  it('a server that does not run, and tries nothing else', async () => {
    const port = await freePort();
    const report = await checkWebhook(`http://127.0.0.1:${port}/gptbots`, { secret });
    expectFailure(report, establish, {
      detail: /^Visitors would see Busy: POST \/gptbots\/conversation\/establish got no answer: ECONNREFUSED/,
      fix: `Nothing listens at 127.0.0.1:${port}. Start the server, or correct host and port.`,
    });
    expect(skippedCases(report)).toHaveLength(report.cases.length - 1);
    expect(skippedCases(report)).toEqual(expect.arrayContaining(neverTried));
  });

  it('a host name that does not exist', async () => {
    // Longer than a label may be, so that no name server is asked.
    const host = `${'a'.repeat(64)}.example`;
    const report = await checkWebhook(`http://${host}/gptbots`, { secret });
    expectFailure(report, establish, { detail: /ENOTFOUND|EAI_AGAIN/, fix: `The host name ${host} is not known.` });
  });

  it('a port that fetch never calls', async () => {
    const report = await checkWebhook('http://127.0.0.1:6667/gptbots', { secret });
    expectFailure(report, establish, { detail: /got no answer/, fix: /^fetch never calls port 6667/ });
  });

  it('a certificate that nobody else vouches for', async () => {
    const { webhook } = quickWebhook();
    const { port } = await listening(createTlsServer(selfSignedCertificate(), webhook.node));
    const report = await checkWebhook(`https://127.0.0.1:${port}/gptbots`, { secret });
    expectFailure(report, establish, {
      detail: /SELF_SIGNED/,
      fix: /certificate of 127\.0\.0\.1:\d+ is not trusted, because it is self-signed.*public authority.*NODE_EXTRA_CA_CERTS/,
    });
  });

  it('a URL of https for a server without a certificate', async () => {
    const url = await served(quickWebhook().webhook.node);
    const report = await checkWebhook(url.replace('http:', 'https:'), { secret });
    expectFailure(report, establish, {
      detail: /got no answer/,
      fix: /does not speak TLS.*use http: instead of https:/,
    });
  });

  it('a URL of http for a server that speaks TLS only', async () => {
    const { port } = await listening(createTlsServer(selfSignedCertificate()));
    const report = await checkWebhook(`http://127.0.0.1:${port}/gptbots`, { secret });
    expectFailure(report, establish, {
      detail: /got no answer/,
      fix: /closed without an answer.*use https: in the URL/,
    });
  });

  it('a server that crashes', async () => {
    const { port } = await listening(createServer((socket) => socket.once('data', () => socket.resetAndDestroy())));
    const report = await checkWebhook(`http://127.0.0.1:${port}/gptbots`, { secret });
    expectFailure(report, establish, { detail: /got no answer/, fix: /may have crashed: check its log/ });
  });

  it('a server of another kind', async () => {
    const { port } = await listening(createServer((socket) => socket.end('220 mail.example.com ESMTP\r\n')));
    const report = await checkWebhook(`http://127.0.0.1:${port}/gptbots`, { secret });
    expectFailure(report, establish, { detail: /got no answer/, fix: /does not speak HTTP/ });
  });

  it('an answer that breaks off', async () => {
    const url = await served((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
      res.write('{"code":200,', () => res.destroy());
    });
    const report = await checkWebhook(url, { secret });
    expectFailure(report, establish, { detail: /got no answer/, fix: /connection was closed/ });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
