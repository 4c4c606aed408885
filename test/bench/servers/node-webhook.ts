import { createServer } from 'node:http';
import { createHumanWebhook } from 'gptbots-human';
import { secret } from '../fixtures.ts';
import { handlers } from './handlers.ts';
import { serve } from './serve.ts';

serve(createServer(createHumanWebhook({ secret, ...handlers }).node));
