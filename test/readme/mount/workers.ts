import { webhook } from './webhook.ts';

type ExecutionContext = { waitUntil(work: Promise<unknown>): void };

export default {
  fetch: (request: Request, _env: unknown, ctx: ExecutionContext) => webhook.fetch(request, ctx),
};
