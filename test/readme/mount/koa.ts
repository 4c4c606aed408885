import { toKoa } from 'gptbots-human/koa';
import Koa from 'koa';
import { webhook } from './webhook.ts';

export const app = new Koa();
app.use(toKoa(webhook));
