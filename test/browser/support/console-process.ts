import { createPlatform, type Platform, type PlatformOptions } from 'gptbots-human/testing';
import { onTestFinished } from 'vitest';
import { type ServerProcess, startServer } from '../../../examples/demo/server-process.ts';

/** What no browser may ever see. */
export const secrets = { secret: 'the-webhook-secret', apiKey: 'the-api-key' };

/** A simulated GPTBots, and consoles as processes of their own. */
export interface Consoles {
  platform: Platform;
  /** Where each console is. */
  addresses: string[];
  /** The first of them. */
  address: string;
  /** What they printed. */
  printed: string[];
  /** The processes, in the order of their addresses. */
  processes: ServerProcess[];
  env: Record<string, string>;
}

/** Runs consoles against a platform of this process until the end of the test; all webhooks go to the first console. */
export async function startConsoles({
  env: given = {},
  instances = 1,
  ...options
}: PlatformOptions & { env?: Record<string, string>; instances?: number } = {}): Promise<Consoles> {
  const waitTimeoutMs = options.waitTimeoutMs ?? 60_000;
  const platform = createPlatform({ ...secrets, ...options, waitTimeoutMs });
  onTestFinished(() => platform.close());
  const { url } = await platform.listen();
  const env = {
    GPTBOTS_WEBHOOK_SECRET: secrets.secret,
    GPTBOTS_API_KEY: secrets.apiKey,
    GPTBOTS_BASE_URL: url,
    WAIT_TIMEOUT_MS: String(waitTimeoutMs),
    // What the developer's own shell may hold.
    ...{
      GREETING: '',
      AWAY_TEXT: '',
      REMIND_WAITING_MS: '',
      REMIND_ANSWER_MS: '',
      CONSOLE_PASSWORD: '',
      DATABASE_URL: '',
      DATABASE_PREFIX: '',
      REDIS_URL: '',
    },
    ...given,
  };
  const printed: string[] = [];
  const processes = await Promise.all(
    Array.from({ length: instances }, () => startConsole(env, (line) => printed.push(line))),
  );
  const addresses = processes.map(({ address }) => address);
  const [address = ''] = addresses;
  platform.connect(`${address}/gptbots`);
  return { platform, addresses, address, printed, processes, env };
}

/** Runs one more console until the end of the test. */
export async function startConsole(env: Record<string, string>, onLine: (line: string) => void = () => {}) {
  const server = await startServer('examples/console/server.ts', env, onLine);
  onTestFinished(async () => void (await server.stop()));
  return server;
}
