import { createServer } from 'node:http';
import express, { type RequestHandler } from 'express';
import type * as z from 'zod';
import { success } from '../fixtures.ts';
import { ChatSchema, CloseSchema, EstablishSchema, isAuthorized } from '../hand-written.ts';
import { handlers } from './handlers.ts';
import { serve } from './serve.ts';

const authorize: RequestHandler = (req, res, next) => {
  if (isAuthorized(req.headers.authorization)) next();
  else res.status(401).json({ code: 401, message: 'wrong secret' });
};

const route =
  (schema: z.ZodType, handler: (request: unknown) => Promise<void>): RequestHandler =>
  async (req, res) => {
    const parsed = schema.safeParse(req.body);
    if (!parsed.success) {
      res.status(400).json({ code: 400, message: 'invalid request' });
      return;
    }
    await handler(parsed.data);
    res.json(success);
  };

const app = express();
app.use('/gptbots', authorize, express.json({ limit: '1mb' }));
app.post('/gptbots/conversation/establish', route(EstablishSchema, handlers.establish));
app.post('/gptbots/chat', route(ChatSchema, handlers.chat));
app.post('/gptbots/conversation/close', route(CloseSchema, handlers.close));

serve(createServer(app));
