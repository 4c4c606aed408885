import { createServer, request } from 'node:http';
import { listening } from './listening.ts';

/** What a load balancer is to a company's servers: passes each request on to the next of them. */
export async function startRoundRobin(
  ending: (() => Promise<unknown>)[],
): Promise<{ url: string; to(servers: string[]): void }> {
  let servers: string[] = [];
  let count = 0;
  const server = createServer((req, res) => {
    const target = servers[count++ % servers.length];
    if (!target) return res.writeHead(503).end();
    const { method, headers, url } = req;
    const passed = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    passed.on('error', () => (res.headersSent ? res.destroy() : res.writeHead(502).end()));
    return req.pipe(passed);
  });
  return {
    url: await listening(server, ending),
    to(given) {
      servers = given;
    },
  };
}
