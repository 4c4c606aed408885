import express from 'express';
import { webhook } from './webhook.ts';

export const app = express();
app.use('/gptbots', webhook.node);
