import restify from 'restify';
import { webhook } from './webhook.ts';

export const server = restify.createServer();
server.post('/gptbots/*', async (req, res) => webhook.node(req, res));
