import { isObject, parseObject } from '../../internal/json-object.ts';
import type { CallRecord } from '../../testing/types.ts';
import { printable, printableBody, printableHeaders, printablePath, type Secrets } from '../printable.ts';
import type { CallView } from './views.ts';

/** A call as people see it: without secrets. */
export function callView({ request, answer, startedAt, ...call }: CallRecord, secrets: Secrets): CallView {
  const body = printableBody(new TextDecoder().decode(request.body), secrets);
  return {
    id: call.id,
    kind: call.kind,
    name: call.name,
    test: call.test,
    conversationId: call.conversationId,
    at: startedAt,
    text: textOf(body),
    request: {
      method: request.method,
      path: printablePath(request.url, secrets),
      headers: printableHeaders(request.headers, secrets),
      body,
    },
    answer: answer && {
      status: answer.status,
      headers: printableHeaders(answer.headers, secrets),
      body: printableBody(answer.body, secrets),
    },
    durationMs: call.durationMs,
    failure: call.failure && printable(call.failure, secrets),
    fault: call.fault,
    repeatOf: call.repeatOf,
  };
}

const maxTextLength = 300;
// A body that is longer says more than fits on a line anyway.
const maxParsedLength = 300_000;

// A message; of an establish, the visitor's last question; of a close, its reason.
function textOf(body: string): string {
  const fields = body.length > maxParsedLength ? undefined : parseObject(body);
  const said = Array.isArray(fields?.body) ? lastQuestion(fields.body) : (fields?.body ?? fields?.type);
  return typeof said === 'string' ? said.slice(0, maxTextLength).replace(/\s+/g, ' ').trim() : '';
}

function lastQuestion(lines: unknown[]): unknown {
  return lines.filter(isObject).findLast(({ message_type, text }) => message_type === 'QUESTION' && text)?.text;
}
