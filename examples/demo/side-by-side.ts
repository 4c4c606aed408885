import { randomBytes } from 'node:crypto';
import { startConsoles } from './consoles.ts';
import { serveFrames } from './frames.ts';
import { openInBrowser } from './open-in-browser.ts';
import { print, printFailure } from './print.ts';
import { startRedis } from './redis-process.ts';
import { startRoundRobin } from './round-robin.ts';
import { startServer } from './server-process.ts';
import { untilToldToEnd } from './until-told-to-end.ts';

/** Serves the visitor's page beside the console of each instance, until a signal ends it. Resolves to the exit code. */
export async function runSideBySide(instances: number): Promise<number> {
  const ending: (() => Promise<unknown>)[] = [];
  const told = untilToldToEnd();
  try {
    const page = await start(instances, ending);
    console.log(`Open ${page} and play both sides. Ctrl-C ends it.`);
    if (!told.isOver()) openInBrowser(page);
    await told.over;
    return 0;
  } catch (error) {
    // Ctrl-C ends the servers too, which may still be starting.
    if (told.isOver()) return 0;
    printFailure(error);
    return 1;
  } finally {
    await Promise.allSettled(ending.map((end) => end()));
  }
}

async function start(instances: number, ending: (() => Promise<unknown>)[]): Promise<string> {
  const redis = instances > 1 ? await startRedis(ending) : '';
  const secret = randomBytes(32).toString('hex');
  // The simulator has to know where the webhooks go, and the consoles where the simulator is.
  const webhook = await startRoundRobin(ending);
  const simulator = await startServer(
    'src/cli/cli.ts',
    { GPTBOTS_WEBHOOK_SECRET: secret, GPTBOTS_API_KEY: '' }, // any key is taken
    () => {}, // all its calls: its page shows them
    ['simulate', '--webhook', `${webhook.url}/gptbots`, '--port', '0', '--wait-timeout', '60'],
  );
  ending.push(() => simulator.stop());
  const consoles = await startConsoles(
    instances,
    {
      GPTBOTS_WEBHOOK_SECRET: secret,
      GPTBOTS_API_KEY: 'any',
      GPTBOTS_BASE_URL: new URL(simulator.address).origin,
      REDIS_URL: redis,
      REDIS_PREFIX: `demo-${randomBytes(4).toString('hex')}`,
      GREETING: '', // with one, nobody would see the countdown
      WAIT_TIMEOUT_MS: '60000',
    },
    (line) => print('backend', line),
    ending,
  );
  webhook.to(consoles);
  return serveFrames(simulator.address, consoles, ending);
}
