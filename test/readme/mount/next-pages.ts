// pages/api/gptbots/[...path].ts
import { webhook } from './webhook.ts';

export default webhook.node;
