import { H3 } from 'h3';
import { webhook } from './webhook.ts';

export const app = new H3();
app.all('/gptbots/**', (event) => webhook.fetch(event.req, event));
