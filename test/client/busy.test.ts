import { GptBotsHumanClient } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { held } from '../helpers/api-server.ts';
import { failureOf, reply, startServer, withFetch } from './support/client.ts';

describe('a process that was busy until after its time limit', () => {
  it('reads the answer that came meanwhile', async () => {
    const server = await startServer();
    const answer = held();
    server.otherwise(answer);
    const client = new GptBotsHumanClient({ apiKey: 'k', baseUrl: server.url, timeoutMs: 2_000, maxRetries: 0 });
    const call = client.sendReply(reply);
    await server.received(1);
    // Its bytes go out while this process, which is the server's too, is in its next turn.
    answer.release();
    await new Promise(setImmediate);
    block(2_500);
    await call;
  });

  it('still gives up when there is no answer', async () => {
    const client = withFetch(() => new Promise(() => {}), { timeoutMs: 50 });
    const call = failureOf(client.sendReply(reply));
    block(200);
    expect(await call).toMatchObject({ kind: 'timeout', delivery: 'unknown', attempts: [{}] });
  });

  function block(ms: number): void {
    for (const until = performance.now() + ms; performance.now() < until; );
  }
});
