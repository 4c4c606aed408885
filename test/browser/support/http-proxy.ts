import { createServer, request, type ServerResponse } from 'node:http';
import { serve } from '../../helpers/serve.ts';

/** What is between a browser and its servers, and can break. */
export interface HttpProxy {
  address: string;
  /** Breaks all connections, and those to come until `mend`. */
  cut(): void;
  /** Lets nothing more through, without a word; what is asked for then waits for ever. */
  freeze(): void;
  /** From now on, new connections work. */
  mend(): void;
  /** The `Last-Event-ID` of each stream of events that was asked for; undefined where there was none. */
  resumed: (string | undefined)[];
}

/** Starts a proxy that a browser is told to use; it ends with the test. */
export async function startHttpProxy(): Promise<HttpProxy> {
  const answers = new Set<ServerResponse>();
  const frozen = new WeakSet<ServerResponse>();
  const resumed: (string | undefined)[] = [];
  let isCut = false;
  let isFrozen = false;
  const port = await serve(
    createServer((req, res) => {
      if (isCut) return res.destroy();
      if (isFrozen) return undefined;
      const { method, headers, url = '' } = req;
      if (url.includes('/api/events')) resumed.push(headers['last-event-id']?.toString());
      answers.add(res);
      res.on('close', () => answers.delete(res));
      const passed = request(url, { method, headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        res.flushHeaders();
        answer.on('error', () => res.destroy());
        answer.on('data', (part) => isFrozen || frozen.has(res) || res.write(part));
        answer.on('end', () => isFrozen || frozen.has(res) || res.end());
      });
      passed.on('error', () => res.destroy());
      res.on('close', () => passed.destroy());
      return req.pipe(passed);
    }),
  );
  return {
    address: `http://127.0.0.1:${port}`,
    cut() {
      isCut = true;
      for (const res of answers) res.destroy();
    },
    freeze() {
      isFrozen = true;
      for (const res of answers) frozen.add(res);
    },
    mend() {
      isCut = false;
      isFrozen = false;
    },
    resumed,
  };
}
