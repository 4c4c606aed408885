import { createServer } from 'node:http';
import express, { type RequestHandler } from 'express';
import type * as z from 'zod';
import { secret, success } from '../fixtures.ts';
import { handlers, programName, serve } from '../in-child.ts';

const app = express();

if (programName === 'webhook.node in Express') {
  const { createHumanWebhook } = await import('gptbots-human');
  app.use('/gptbots', createHumanWebhook({ secret, ...handlers }).node);
} else {
  const { ChatSchema, CloseSchema, EstablishSchema, isAuthorized } = await import('./hand-written.ts');
  const authorize: RequestHandler = (req, res, next) => {
    if (isAuthorized(req.headers.authorization)) next();
    else res.status(401).json({ code: 401, message: 'wrong secret' });
  };
  app.use('/gptbots', authorize, express.json({ limit: '1mb' }));
  app.post('/gptbots/conversation/establish', route(EstablishSchema, handlers.establish));
  app.post('/gptbots/chat', route(ChatSchema, handlers.chat));
  app.post('/gptbots/conversation/close', route(CloseSchema, handlers.close));
}

function route(schema: z.ZodType, handler: (request: unknown) => Promise<void>): RequestHandler {
  return async (req, res) => {
    const parsed = schema.safeParse(req.body);
    if (!parsed.success) {
      res.status(400).json({ code: 400, message: 'invalid request' });
      return;
    }
    await handler(parsed.data);
    res.json(success);
  };
}

serve(createServer(app));
