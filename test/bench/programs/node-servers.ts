import { createServer, type RequestListener } from 'node:http';
import { secret, success } from '../fixtures.ts';
import { countHandled, handlers, programName, serve } from '../in-child.ts';

// Only what the chosen one needs is imported.
const servers: Record<string, () => Promise<RequestListener>> = {
  'webhook.node': async () => {
    const { createHumanWebhook } = await import('gptbots-human');
    return createHumanWebhook({ secret, ...handlers }).node;
  },

  // No route, no secret, no schema, no limit: the least that can be called an answer to a webhook.
  'bare node:http': async () => (req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      JSON.parse(Buffer.concat(chunks).toString());
      countHandled();
      const answer = JSON.stringify(success);
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
      res.end(answer);
    });
  },

  'hand-written': async () => (await import('./hand-written.ts')).nodeListener(),
  'hand-written, same features': async () => {
    const { inTurnAndOnce, nodeListener } = await import('./hand-written.ts');
    return nodeListener(inTurnAndOnce);
  },

  octokit: async () => {
    const { Webhooks, createNodeMiddleware } = (await import(octokitPackage)) as Octokit;
    const webhooks = new Webhooks({ secret });
    webhooks.on('ping', async () => countHandled());
    return createNodeMiddleware(webhooks);
  },

  grammY: async () => {
    const { Bot, webhookCallback } = (await import(grammyPackage)) as Grammy;
    // With its own description given, the bot asks nothing of Telegram.
    const bot = new Bot('1:bench', { botInfo: { id: 1, is_bot: true, first_name: 'bench', username: 'bench_bot' } });
    bot.on('message', async () => countHandled());
    return webhookCallback(bot, 'http', { secretToken: secret });
  },
};

// Variables, as only the bench installs these: the type check must not look for them. The types are what is used of
// their documented interfaces.
const octokitPackage: string = '@octokit/webhooks';
const grammyPackage: string = 'grammy';

interface Octokit {
  Webhooks: new (options: { secret: string }) => { on(event: string, handler: () => Promise<void>): void };
  createNodeMiddleware(webhooks: object): RequestListener;
}

interface Grammy {
  Bot: new (token: string, options: { botInfo: object }) => { on(filter: string, handler: () => Promise<void>): void };
  webhookCallback(bot: object, adapter: 'http', options: { secretToken: string }): RequestListener;
}

const listener = await servers[programName]?.();
serve(createServer(listener));
