import { createServer as createTlsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { GptBotsHumanClient } from 'gptbots-human';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { listening } from '../helpers/listening-server.ts';
import { selfSignedCertificate } from './support/certificate.ts';
import { apiKey, failingWith, failureOf, reply, startServer } from './support/client.ts';
import { failedHandshake } from './support/network-errors.ts';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

/** Counts connections, as each attempt after a failed handshake makes a new one. */
async function listeningForTls(server: Server): Promise<{ baseUrl: string; connections(): number }> {
  const { port, connections } = await listening(server);
  return { baseUrl: `https://127.0.0.1:${port}`, connections };
}

const notSent = { kind: 'connection', delivery: 'not_sent', attempts: [{ outcome: 'connection' }] };

describe('a failed TLS handshake is not_sent and not retried, not even at-least-once', () => {
  it('when the server shows a self-signed certificate', async () => {
    let requests = 0;
    const server = createTlsServer(selfSignedCertificate(), (_request, response) => {
      requests++;
      response.end();
    });
    const { baseUrl, connections } = await listeningForTls(server);
    const error = await failureOf(new GptBotsHumanClient({ apiKey, baseUrl, retry: 'at-least-once' }).sendReply(reply));

    expect(error).toMatchObject(notSent);
    expect(JSON.stringify(error.cause)).toContain('"code":"DEPTH_ZERO_SELF_SIGNED_CERT"');
    expect(error.message).toContain('TLS handshake');
    expect(requests).toBe(0);
    expect(connections()).toBe(1);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['at once', (socket) => void socket.end()],
    ['after the client’s hello', (socket) => void socket.once('data', () => socket.end())],
  ])('when the server closes the connection %s', async (_name, onSocket) => {
    const { baseUrl, connections } = await listeningForTls(createServer(onSocket));
    const error = await failureOf(new GptBotsHumanClient({ apiKey, baseUrl, retry: 'at-least-once' }).sendReply(reply));
    expect(error).toMatchObject(notSent);
    expect(connections()).toBe(1);
  });

  it('when the server speaks plain HTTP', async () => {
    const server = await startServer();
    const baseUrl = server.url.replace('http:', 'https:');
    const error = await failureOf(new GptBotsHumanClient({ apiKey, baseUrl, retry: 'at-least-once' }).sendReply(reply));
    expect(error).toMatchObject(notSent);
    expect(server.connections()).toBe(1);
    expect(server.calls).toEqual([]);
  });

  it.each(Object.entries(failedHandshake))('in the shape %s', async (_name, error) => {
    const { client, calls } = failingWith(error, { retry: 'at-least-once' });
    expect(await failureOf(client.sendReply(reply))).toMatchObject(notSent);
    expect(calls()).toBe(1);
  });
});

describe('a TLS handshake that is reset', () => {
  // Node reports it with the same error as a reset after the request was sent; undici knows that it was connecting.
  it('is not_sent, and not retried', async () => {
    const server = createServer((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    const { baseUrl, connections } = await listeningForTls(server);
    const error = await failureOf(new GptBotsHumanClient({ apiKey, baseUrl }).sendReply(reply));
    expect(error).toMatchObject(notSent);
    expect(connections()).toBe(1);
  });
});
