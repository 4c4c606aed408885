import { createHumanWebhook } from 'gptbots-human';
import { secret } from '../fixtures.ts';
import { callHandler } from './call-handler.ts';

let handled = 0;
const handler = async () => {
  handled++;
};

callHandler(createHumanWebhook({ secret, establish: handler, chat: handler, close: handler }).fetch, () => handled);
