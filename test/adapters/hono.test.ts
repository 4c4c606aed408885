import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { serve } from '../helpers/serve.ts';
import { onPort } from './conformance/face.ts';
import { itConforms } from './conformance.ts';

itConforms({
  name: 'Hono on @hono/node-server',
  prefix: '/gptbots',
  body: 'stream',
  fallsThrough: false,
  mount: async (webhook) => {
    const app = new Hono();
    app.all('/gptbots/*', (c) => webhook.fetch(c.req.raw));
    // Without further options it is a server of node:http.
    return onPort(await serve(createAdaptorServer({ fetch: app.fetch }) as Server));
  },
});
