import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { webhook } from './webhook.ts';

export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const works: Promise<unknown>[] = [];
  const query = Object.entries(event.multiValueQueryStringParameters ?? {});
  const { status, headers, body } = await webhook.handle(
    {
      method: event.httpMethod,
      url: `${event.path}?${new URLSearchParams(query.flatMap(([name, values = []]) => values.map((one) => [name, one])))}`,
      headers: event.multiValueHeaders,
      body: event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64') : event.body,
    },
    { waitUntil: (work) => works.push(work) },
  );
  // Once it has the answer, Lambda freezes the process.
  await Promise.all(works);
  return { statusCode: status, headers, body };
}
