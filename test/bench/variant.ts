import { Child } from './child.ts';
import { secret } from './fixtures.ts';
import { Load } from './load.ts';
import { type WriteRequest, writeRequests } from './requests.ts';

/** What a call costs, on average. */
export interface Cost {
  cpuMicros: number;
  wallMicros: number;
}

/** One of the things compared, running in a process of its own. */
export interface Variant {
  name: string;
  /** Makes `calls` calls. Rejects when one was answered wrongly. */
  measure(calls: number): Promise<Cost>;
  stop(): Promise<void>;
}

/** How the HTTP servers of the bench are to be talked to. */
export interface ServerTraffic {
  write: WriteRequest;
  /** What a wrong secret is answered with; undefined for a server that checks none. */
  refusal: number | undefined;
}

/** Starts a server, and sees that it checks the secret as it should. */
export async function startServer(name: string, file: string, { write, refusal }: ServerTraffic): Promise<Variant> {
  const child = await Child.start(name, file);
  const load = await Load.open(child.port);
  let sent = 0;
  const variant: Variant = {
    name,
    async measure(calls) {
      const requests = writeRequests(write, sent, calls);
      sent += calls;
      const before = await child.usage();
      const startedAt = performance.now();
      await load.send(requests);
      const wallMicros = (performance.now() - startedAt) * 1000;
      const after = await child.usage();
      const handled = after.handled - before.handled;
      if (handled !== calls) throw new Error(`the handler ran ${handled} times for ${calls} requests`);
      return { cpuMicros: (after.cpuMicros - before.cpuMicros) / calls, wallMicros: wallMicros / calls };
    },
    async stop() {
      load.close();
      await child.stop();
    },
  };
  if (refusal !== undefined) {
    const { status } = await load.ask(write(sent++, `${secret.slice(0, -1)}x`));
    if (status !== refusal) throw new Error(`${name}: a wrong secret was answered with ${status}, not ${refusal}`);
  }
  return variant;
}

/** Starts a program that makes calls by itself. */
export async function startCaller(name: string, file: string, env: Record<string, string> = {}): Promise<Variant> {
  const child = await Child.start(name, file, env);
  return {
    name,
    async measure(calls) {
      const { cpuMicros, wallMicros } = await child.run(calls);
      return { cpuMicros: cpuMicros / calls, wallMicros: wallMicros / calls };
    },
    stop: () => child.stop(),
  };
}
