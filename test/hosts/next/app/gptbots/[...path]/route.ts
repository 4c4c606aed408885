// app/gptbots/[...path]/route.ts
import { after } from 'next/server';
import { getWebhook } from '@/lib/webhook';

export const POST = (request: Request) => getWebhook().fetch(request, { waitUntil: after });
