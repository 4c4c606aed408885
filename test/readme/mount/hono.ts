import { Hono } from 'hono';
import { webhook } from './webhook.ts';

export const app = new Hono();
app.all('/gptbots/*', (c) => webhook.fetch(c.req));
