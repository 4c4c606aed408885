import { serve, webhook } from './app.ts';
import { serveNode } from './node-face.ts';

declare const Bun: {
  serve(options: { port: number; hostname: string; fetch(request: Request, server: unknown): Promise<Response> }): {
    url: URL;
  };
};

const { url } = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: serve });
console.log(JSON.stringify({ fetch: url.origin, node: await serveNode(webhook.node) }));
