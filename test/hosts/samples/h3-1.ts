import { createApp, fromNodeMiddleware } from 'h3-1';
import { webhook } from './webhook.ts';

export const app = createApp();
app.use('/gptbots', fromNodeMiddleware(webhook.node));
