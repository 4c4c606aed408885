import { createServer, type RequestListener } from 'node:http';
import { secret } from '../fixtures.ts';
import { countHandled, serve } from './serve.ts';

interface Octokit {
  Webhooks: new (options: { secret: string }) => { on(event: string, handler: () => Promise<void>): void };
  createNodeMiddleware(webhooks: object): RequestListener;
}

// A variable, as only the bench installs it: the type check must not look for it.
const packageName: string = '@octokit/webhooks';
// What is used of its documented interface.
const { Webhooks, createNodeMiddleware } = (await import(packageName)) as Octokit;

const webhooks = new Webhooks({ secret });
webhooks.on('ping', async () => countHandled());

serve(createServer(createNodeMiddleware(webhooks)));
