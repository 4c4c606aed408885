import { serve, webhook } from './app.ts';
import { serveNode } from './node-face.ts';

declare const Deno: {
  serve(
    options: { port: number; hostname: string; onListen(address: { port: number }): void },
    handler: (request: Request, info: unknown) => Promise<Response>,
  ): void;
};

const port = await new Promise<number>((resolve) => {
  Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: (address) => resolve(address.port) }, serve);
});
console.log(JSON.stringify({ fetch: `http://127.0.0.1:${port}`, node: await serveNode(webhook.node) }));
