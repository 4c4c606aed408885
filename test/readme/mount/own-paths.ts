import express from 'express';
import { webhook } from './webhook.ts';

export const app = express();
app.post('/support/opened', webhook.routes.establish.node);
app.post('/support/message', webhook.routes.chat.node);
app.post('/support/closed', webhook.routes.close.node);
