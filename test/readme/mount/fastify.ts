import fastify from 'fastify';
import { toFastify } from 'gptbots-human/fastify';
import { webhook } from './webhook.ts';

export const app = fastify();
app.register(toFastify(webhook), { prefix: '/gptbots' });
