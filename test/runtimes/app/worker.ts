import { serve } from './app.ts';

export default {
  fetch: (request: Request, _env: unknown, context: unknown) => serve(request, context),
};
