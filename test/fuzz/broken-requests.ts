import type { Random } from './random.ts';
import { fuzzRequest, secret } from './requests.ts';

/** Bytes that are no HTTP, or that go wrong somewhere on the way. */
export function brokenRequest(random: Random): Buffer {
  const post = (headers: string, body: string) =>
    `POST /gptbots/chat?token=${secret} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n${body}`;
  const text = random.pick<() => string>([
    () =>
      post(
        'Transfer-Encoding: chunked',
        `${random.pick(['zz', '-1', '', ' 5', '5 ', 'ffffffffffffffffff', '0x5'])}\r\nhello\r\n0\r\n\r\n`,
      ),
    () => post('Transfer-Encoding: chunked', '5\r\nhello-and-more\r\n0\r\n\r\n'),
    () => post('Transfer-Encoding: chunked, chunked', '0\r\n\r\n'),
    () => post('Transfer-Encoding: gzip', 'hello'),
    () =>
      post(`Content-Length: ${random.pick(['-1', 'x', '1e3', '0x10', '99999999999999999999', '', '5, 5'])}`, 'hello'),
    () => post('Content-Length: 5\r\nContent-Length: 6', 'hello!'),
    () => post('Content-Length: 5\r\nTransfer-Encoding: chunked', '0\r\n\r\nGET / HTTP/1.1\r\n\r\n'),
    // Shorter than the body, whose rest is then taken for the next request; longer, so that the body breaks off.
    () => post('Content-Length: 2', '{"conversation_id":"ok-1"}'),
    () => post('Content-Length: 2000', '{"conversation_id":"ok-1"}'),
    () => post('Name with spaces: x\r\nContent-Length: 0', ''),
    () => post('X: a\0b\r\nContent-Length: 0', ''),
    () => post(`X: ${'y'.repeat(20_000)}`, ''),
    () => post(' Folded: x\r\n\tmore\r\nContent-Length: 0', ''),
    () => 'post /chat HTTP/1.1\r\n\r\n',
    () => 'POST /chat HTTP/9.9\r\n\r\n',
    () => 'POST /a b/chat HTTP/1.1\r\nHost: x\r\n\r\n',
    () => 'POST /chat\r\n\r\n',
    () => `POST ${random.pick(['x', 'chat', ';/chat', ''])} HTTP/1.1\r\nHost: x\r\n\r\n`,
    () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    () => '\r\n\r\n\r\n',
    () => random.bytes(1 + random.int(500)).toString('latin1'),
  ])();
  const whole = Buffer.from(text, 'latin1');
  if (random.chance(0.7)) return whole;
  // One byte of a good request, changed.
  const good = Buffer.from(fuzzRequest(random, false).bytes);
  good[random.int(Math.min(good.length, 300))] = random.int(256);
  return good;
}
