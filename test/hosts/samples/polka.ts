import polka from 'polka';
import { webhook } from './webhook.ts';

export const app = polka();
app.use('/gptbots', webhook.node);
