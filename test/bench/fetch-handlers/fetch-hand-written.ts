import { success } from '../fixtures.ts';
import { ChatSchema, isAuthorized } from '../hand-written.ts';
import { callHandler } from './call-handler.ts';

let handled = 0;
const handler = async (_request: unknown) => {
  handled++;
};

async function POST(request: Request): Promise<Response> {
  if (!isAuthorized(request.headers.get('authorization'))) {
    return Response.json({ code: 401, message: 'wrong secret' }, { status: 401 });
  }
  const parsed = ChatSchema.safeParse(await request.json());
  if (!parsed.success) return Response.json({ code: 400, message: 'invalid request' }, { status: 400 });
  await handler(parsed.data);
  return Response.json(success);
}

callHandler(POST, () => handled);
