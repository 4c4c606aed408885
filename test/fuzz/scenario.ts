import type { RawAnswer } from './answer-reader.ts';
import { hushed } from './bodies.ts';
import { brokenRequest } from './broken-requests.ts';
import { FuzzConnection } from './fuzz-connection.ts';
import type { Random } from './random.ts';
import { type FuzzRequest, fuzzRequest, secret } from './requests.ts';
import { handlerTimeoutMs } from './target.ts';

/** The life of one connection; returns how many requests it made, throws at the first answer that is not right. */
export async function playScenario(random: Random, port: number): Promise<number> {
  const connection = await FuzzConnection.open(port);
  try {
    if (random.chance(0.001)) return await stall(connection);
    if (random.chance(0.12)) return await breakOff(connection, random);
    if (random.chance(0.12)) return await talkNonsense(connection, random);
    return await converse(connection, random);
  } finally {
    connection.reset();
  }
}

/** Whole requests, one after another or in one go, in pieces or not. */
async function converse(connection: FuzzConnection, random: Random): Promise<number> {
  let requests = 0;
  for (let batch = random.int(4); batch >= 0; batch--) {
    const count = 1 + random.int(5);
    const sent: FuzzRequest[] = [];
    for (let left = count - 1; left >= 0; left--) sent.push(fuzzRequest(random, batch === 0 && left === 0));
    requests += count;
    const startedAt = performance.now();
    const bytes = Buffer.concat(sent.map((request) => request.bytes));
    await connection.send(random.chance(0.5) ? [bytes] : random.cut(bytes, 1 + random.int(8)));
    for (const [index, request] of sent.entries()) {
      try {
        const answer = await connection.answer(request.method);
        if (!answer) throw new Error('no answer, and the connection ended');
        check(request, answer, performance.now() - startedAt);
        // A framework that ends the connection with an answer of its own leaves what follows unanswered, as does a 408 to a
        // body that was late.
        const mayEnd = request.statuses.length === 0 || answer.status === 408;
        if (mayEnd && answer.headers.get('connection') === 'close') return requests;
      } catch (error) {
        const message = error instanceof Error ? error.message : error;
        throw new Error(`request ${index + 1} of ${count}: ${message}\n${shown(request.bytes)}`);
      }
    }
  }
  const rest = await connection.rest();
  if (rest) throw new Error(`more than one answer a request: ${JSON.stringify(rest.slice(0, 500))}`);
  return requests;
}

/** Goes away in the middle of a request, or before the answers came: whoever ends only its sending side gets none from Node. */
async function breakOff(connection: FuzzConnection, random: Random): Promise<number> {
  const whole = Array.from({ length: random.int(3) }, () => fuzzRequest(random, false).bytes);
  const last = fuzzRequest(random, false).bytes;
  const bytes = Buffer.concat([...whole, last.subarray(0, random.int(last.length + 1))]);
  await connection.send(random.cut(bytes, 1 + random.int(4)));
  for (let turns = random.int(4); turns > 0; turns--) await new Promise<void>((resolve) => setImmediate(resolve));
  if (random.chance(0.5)) connection.reset();
  else await connection.rest();
  return whole.length + 1;
}

/** What is no HTTP is answered by Node's own server, or by us as far as it is; the connection comes to its end. */
async function talkNonsense(connection: FuzzConnection, random: Random): Promise<number> {
  const bytes = brokenRequest(random);
  await connection.send(random.cut(bytes, 1 + random.int(4)));
  connection.end();
  try {
    while (await connection.answer('POST')) {
      // As many as the bytes can be read as requests.
    }
    await connection.rest();
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${shown(bytes)}`);
  }
  return 1;
}

/** Promises a body that never comes. */
async function stall(connection: FuzzConnection): Promise<number> {
  const head = `POST /gptbots/chat?token=${secret} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{`;
  await connection.send([Buffer.from(head)]);
  const answer = await connection.answer('POST');
  if (answer?.status !== 408) throw new Error(`expected 408 for a body that never comes, got ${answer?.status}`);
  await connection.rest();
  return 1;
}

function check({ method, statuses }: FuzzRequest, { status, headers, body }: RawAnswer, tookMs: number): void {
  const text = body.toString();
  if (statuses.length === 0) return;
  if (text.includes(hushed)) throw new Error('the answer repeats what the visitor wrote');
  if (text.includes(secret)) throw new Error('the answer has the secret in it');
  // The machine may have been so busy that the body was late.
  const isLate = status === 408 && tookMs >= handlerTimeoutMs;
  if (!statuses.includes(status) && !isLate)
    throw new Error(`expected ${statuses.join(' or ')}, got ${status} ${text}`);
  if (!headers.has('content-length')) throw new Error('the answer has no length');
  if (!/^application\/json\b/.test(headers.get('content-type') ?? '')) throw new Error('the answer is not JSON');
  if (status === 405 && headers.get('allow') !== 'POST') throw new Error('405 without Allow: POST');
  if (method === 'HEAD') return;
  const { code, message, ...others } = JSON.parse(text);
  if (code !== status || typeof message !== 'string' || Object.keys(others).length > 0) {
    throw new Error(`expected { code: ${status}, message }, got ${text}`);
  }
}

function shown(bytes: Buffer): string {
  const text = JSON.stringify(bytes.toString('latin1'));
  return text.length > 1500 ? `${text.slice(0, 1500)}… (${bytes.length} bytes)` : text;
}
