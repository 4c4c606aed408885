// app/gptbots/[...path]/route.ts
import { webhook } from './webhook.ts';

export const POST = (request: Request) => webhook.fetch(request);
