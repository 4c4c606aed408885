// src/routes/gptbots/[...path]/+server.ts
import { getWebhook } from '$lib/server/webhook';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ request }) => getWebhook().fetch(request);
