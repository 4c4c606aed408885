import { createServer } from 'node:http';
import express from 'express';
import { createHumanWebhook } from 'gptbots-human';
import { secret } from '../fixtures.ts';
import { handlers } from './handlers.ts';
import { serve } from './serve.ts';

const app = express();
app.use('/gptbots', createHumanWebhook({ secret, ...handlers }).node);

serve(createServer(app));
