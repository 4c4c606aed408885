import Hapi from '@hapi/hapi';
import { webhook } from './webhook.ts';

export const server = Hapi.server({ port: process.env.PORT ?? 3000 });
server.route({
  method: '*',
  path: '/gptbots/{path*}',
  // The body is left in the stream, for the webhook to read.
  options: { payload: { parse: false, output: 'stream' } },
  handler: async ({ raw: { req, res } }, h) => {
    await webhook.node(req, res);
    return h.abandon;
  },
});
