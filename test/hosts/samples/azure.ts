import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { webhook } from './webhook.ts';

export async function handler(request: HttpRequest): Promise<HttpResponseInit> {
  const works: Promise<unknown>[] = [];
  const reply = await webhook.handle(request, { waitUntil: (work) => works.push(work) });
  // Work that goes on after the answer belongs to no invocation, and may be stopped at any time.
  await Promise.all(works);
  return reply;
}

app.http('gptbots', { route: 'gptbots/{*path}', methods: ['POST'], authLevel: 'anonymous', handler });
