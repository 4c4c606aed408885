// Answers every webhook, and never sends a reply: what the demo must not take for a working backend.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((_req, res) => res.end('{"code":200,"message":"success"}'));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // on TCP it is never a pipe's name
  console.log(`Listening on http://127.0.0.1:${port}`);
});
