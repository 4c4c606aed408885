import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to a server on which a connection can be made to swallow all it is given, as one does whose other end is gone unheard. */
export async function openTunnel(port: number) {
  const pairs = new Set<{ sent: string; swallows: boolean; end(): void }>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const end = () => {
      near.destroy();
      far.destroy();
      pairs.delete(pair);
    };
    const pair = { sent: '', swallows: false, end };
    pairs.add(pair);
    near.on('data', (bytes) => {
      pair.sent += bytes.toString('latin1');
      if (!pair.swallows) far.write(bytes);
    });
    far.on('data', (bytes) => !pair.swallows && near.write(bytes));
    for (const side of [near, far]) side.on('error', () => {}).on('close', end);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    for (const { end } of pairs) end();
  });
  /** Those over which something was sent. */
  const having = (text: string) => [...pairs].filter(({ sent }) => sent.includes(text));
  // A TCP port: the address is not a pipe's.
  return { port: (server.address() as AddressInfo).port, having };
}
