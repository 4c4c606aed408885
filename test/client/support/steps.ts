import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { answer, type Step } from '../../helpers/api-server.ts';

export const MiB = 1_048_576;

/** Breaks the connection off with a reset, before the request's body was read. */
export const resetUnread: Step = {
  unread: true,
  run: (_response, _call, request) => void request.socket.resetAndDestroy(),
};

/** Breaks the connection off with a reset, after the whole request was read. */
export const resetAfterReading: Step = { run: (_response, _call, request) => void request.socket.resetAndDestroy() };

/** Closes the connection in good order, without an answer. */
export const closeWithoutAnswer: Step = { run: (_response, _call, request) => void request.socket.end() };

/** Reads the request and never answers. */
export const silence: Step = { run: () => {} };

/** Sends the headers and no body, though it announced one. */
export function headersOnly(status: number, headers: Record<string, string> = {}): Step {
  return {
    run: (response) => void response.writeHead(status, { 'content-length': '40', ...headers }).flushHeaders(),
  };
}

/** Sends headers and half the body it announced, then breaks off. */
export function halfABody(status: number, headers: Record<string, string> = {}): Step {
  const body = '{"code":0,"message":"success"}';
  return {
    run: (response) => {
      response.writeHead(status, { 'content-length': String(body.length), ...headers });
      response.write(body.slice(0, body.length / 2), () => response.destroy());
    },
  };
}

/** Sends the body byte by byte, one every 10 ms, and never gets to its end. */
export const trickle: Step = {
  run: (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 10);
    response.once('close', () => clearInterval(timer));
  },
};

/** A JSON answer of exactly `bytes`. */
export function jsonOfSize(bytes: number): string {
  const frame = '{"code":0,"message":""}';
  return frame.replace('""', `"${'x'.repeat(bytes - frame.length)}"`);
}

/** Announces its length. */
export function announced(bytes: number, status = 200): Step {
  return answer(status, jsonOfSize(bytes));
}

/** Does not announce its length. */
export function chunked(bytes: number): Step {
  return {
    run: async (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      await writeInParts(response, jsonOfSize(bytes));
    },
  };
}

async function writeInParts(response: ServerResponse, body: string): Promise<void> {
  for (let from = 0; from < body.length && response.writable; from += 65_536) {
    // The client may stop reading in the middle; the callback then brings an error, and is called all the same.
    await new Promise<unknown>((resolve) => response.write(body.slice(from, from + 65_536), resolve));
  }
  response.end();
}

/** Small on the wire, `bytes` large once unpacked. */
export function gzipped(bytes: number): Step {
  return answer(200, gzipSync(jsonOfSize(bytes)), { 'content-encoding': 'gzip' });
}
