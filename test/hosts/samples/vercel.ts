// api/gptbots/[...path].ts
import { waitUntil } from '@vercel/functions';
import { webhook } from './webhook.ts';

export const POST = (request: Request) => webhook.fetch(request, { waitUntil });
