import { expect, it } from 'vitest';
import { adviceFor } from '../../src/client/advice.ts';
import type { Failure } from '../../src/client/failure.ts';

const failure = (fields: Partial<Failure>): Failure => ({
  kind: 'http',
  delivery: 'rejected',
  repeat: 'never',
  what: 'it failed',
  ...fields,
});

it.each<[string, Partial<Failure>, RegExp]>([
  ['429', { status: 429 }, /later/],
  ['503', { status: 503 }, /later/],
  ['a timeout before anything was sent', { kind: 'timeout' }, /later/],
  ['401', { status: 401 }, /API key/],
  ['403', { status: 403 }, /API key/],
  ['407', { status: 407 }, /credentials of the proxy/],
  ['404', { status: 404 }, /answers differently/],
  ['500', { status: 500 }, /answers differently/],
  ['no connection', { kind: 'connection' }, /network/],
  ['a refusal', { kind: 'api', status: 200 }, /conversation/],
])('says what to do about a reply after %s', (_case, fields, advice) => {
  expect(adviceFor('sendReply', failure(fields), 'rejected')).toMatch(advice);
});

it('says that an edition may have no check, only of one that is not found', () => {
  expect(adviceFor('checkWebhooks', failure({ status: 404 }), 'rejected')).toMatch(/edition/);
  expect(adviceFor('checkWebhooks', failure({ status: 400 }), 'rejected')).not.toMatch(/edition/);
  expect(adviceFor('closeSession', failure({ status: 404 }), 'rejected')).not.toMatch(/edition/);
});
