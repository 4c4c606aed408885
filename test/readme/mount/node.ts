import { createServer } from 'node:http';
import { webhook } from './webhook.ts';

export const server = createServer(webhook.node);
