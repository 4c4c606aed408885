import { setImmediate as nextTurn } from 'node:timers/promises';
import { FuzzConnection } from './fuzz-connection.ts';
import { type MountName, mountNames } from './mounts.ts';
import { Random } from './random.ts';
import { secret } from './requests.ts';
import { playScenario } from './scenario.ts';
import { type FuzzTarget, startTarget } from './target.ts';
import { watchProcess } from './watch-process.ts';

export interface FuzzOptions {
  /** At least so many requests are made, over all mounts together. */
  requests: number;
  seed: number;
  /** Only this connection, to look at what it found. @default all */
  only?: number | undefined;
  mounts?: readonly MountName[] | undefined;
  /** Told of each connection that ended. */
  onProgress?: ((requests: number) => void) | undefined;
}

export interface FuzzReport {
  requests: number;
  /** Of the connection in between that only asks whether somebody is still there. */
  probes: number;
  /** Handlers that ran. */
  handled: number;
  /** What was not right; empty when all was. */
  findings: string[];
}

// Then it stops: what is broken is mostly broken in one way.
const maxFindings = 10;
const connectionsAtOnce = 8;

/** Sends requests of every kind to the webhook in several frameworks, and says what was not answered as it has to be. */
export async function fuzz({
  requests,
  seed,
  only,
  mounts = mountNames,
  onProgress,
}: FuzzOptions): Promise<FuzzReport> {
  const findings: string[] = [];
  const watched = watchProcess((finding) => findings.push(finding));
  const targets = await Promise.all(mounts.map(startTarget));
  let made = 0;
  let next = only ?? 0;
  let probes = 0;
  const isOver = () => made >= requests || findings.length >= maxFindings || (only !== undefined && next > only);

  async function play(): Promise<void> {
    while (!isOver()) {
      const connection = next++;
      const target = targets[connection % targets.length];
      if (!target) return;
      try {
        const sent = await playScenario(new Random(seed, connection), target.port);
        made += sent;
      } catch (error) {
        const message = error instanceof Error ? error.message : error;
        findings.push(`--seed ${seed} --only ${connection} (${target.name}): ${message}`);
      }
      if (made > requests / 4) watched.mark();
      onProgress?.(made);
    }
  }

  async function probe(target: FuzzTarget): Promise<void> {
    const connection = await FuzzConnection.open(target.port);
    while (!isOver()) {
      const body = JSON.stringify({ conversation_id: `ok-probe-${probes++}`, timestamp: 1, body: 'x' });
      const head = `POST /gptbots/chat?token=${secret} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`;
      await connection.send([Buffer.from(head + body)]);
      const answer = await connection.answer('POST');
      if (answer?.status !== 200) findings.push(`${target.name}: a request in between was answered ${answer?.status}`);
      for (let turns = 0; turns < 100 && !isOver(); turns++) await nextTurn();
    }
    await connection.rest();
  }

  const players = Array.from({ length: only === undefined ? connectionsAtOnce : 1 }, play);
  await Promise.all([...players, ...targets.map(probe)]);
  for (const target of targets) {
    const left = await target.stop().catch((error: Error) => [error.message]);
    findings.push(
      ...[...left, ...target.leaks.map((text) => `logged: ${text}`)].map((one) => `${target.name}: ${one}`),
    );
  }
  await watched.stop();
  const handled = targets.reduce((sum, { handlers }) => sum + handlers.ended, 0);
  return { requests: made, probes, handled, findings };
}
