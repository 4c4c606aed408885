import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { webhook } from './webhook.ts';

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const works: Promise<unknown>[] = [];
  const { status, headers, body } = await webhook.handle(
    {
      method: event.requestContext.http.method,
      url: `${event.rawPath}?${event.rawQueryString}`,
      headers: event.headers,
      body: event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64') : event.body,
    },
    { waitUntil: (work) => works.push(work) },
  );
  // Once it has the answer, Lambda freezes the process.
  await Promise.all(works);
  return { statusCode: status, headers, body };
}
