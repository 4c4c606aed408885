import { http } from '@google-cloud/functions-framework';
import { webhook } from './webhook.ts';

http('gptbots', async (req, res) => {
  const works: Promise<unknown>[] = [];
  const { method, originalUrl: url, headers } = req;
  const reply = await webhook.handle(
    { method, url, headers, body: req.rawBody ?? req },
    { waitUntil: (work) => works.push(work) },
  );
  // Once it has the answer, the platform takes the processor away.
  await Promise.all(works);
  res.status(reply.status).set(reply.headers).send(reply.body);
});
