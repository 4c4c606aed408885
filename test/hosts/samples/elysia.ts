import { Elysia } from 'elysia';
import { webhook } from './webhook.ts';

export const app = new Elysia();
app.all('/gptbots/*', ({ request }) => webhook.fetch(request), { parse: 'none' });
