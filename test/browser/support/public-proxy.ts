import { createServer, request } from 'node:http';
import { listening } from '../../../examples/demo/listening.ts';

/** A proxy in front of a console, under an address that is not the console's own. */
export interface PublicProxy {
  origin: string;
  to(console: string): void;
  /** What the console answers to somebody who calls it by another name. */
  ask(host: string): Promise<{ status: number | undefined; text: string }>;
  stop(): Promise<void>;
}

/** Starts it on a port of its own, and passes the host on, as proxies do that are told to. */
export async function startPublicProxy(): Promise<PublicProxy> {
  const ending: (() => Promise<unknown>)[] = [];
  let target = '';
  const server = createServer((req, res) => {
    const { method, headers, url = '/' } = req;
    const passed = request(new URL(url, target), { method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
      answer.pipe(res);
    });
    passed.on('error', () => res.destroy());
    res.on('close', () => passed.destroy());
    req.pipe(passed);
  });
  const { port } = new URL(await listening(server, ending));
  return {
    // A name that every system resolves to itself, and that browsers trust.
    origin: `http://desk.localhost:${port}`,
    to(console) {
      target = console;
    },
    ask: (host) =>
      new Promise((resolve, reject) => {
        const asked = request(target, { headers: { host } }, (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part) => (text += part));
          answer.on('end', () => resolve({ status: answer.statusCode, text }));
        });
        asked.on('error', reject).end();
      }),
    async stop() {
      for (const end of ending) await end();
    },
  };
}
