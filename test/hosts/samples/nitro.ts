// routes/gptbots/[...path].ts
import { defineHandler } from 'h3';
import { webhook } from './webhook.ts';

export default defineHandler((event) => webhook.fetch(event.req, event));
