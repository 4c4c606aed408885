import connect from 'connect';
import { webhook } from './webhook.ts';

export const app = connect();
app.use('/gptbots', webhook.node);
