import { createServer } from 'node:http';
import { success } from '../fixtures.ts';
import { countHandled, serve } from './serve.ts';

// No route, no secret, no schema, no limit: the least that can be called an answer to a webhook.
serve(
  createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      JSON.parse(Buffer.concat(chunks).toString());
      countHandled();
      const answer = JSON.stringify(success);
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
      res.end(answer);
    });
  }),
);
