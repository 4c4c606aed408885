import { randomBytes } from 'node:crypto';
import { startConsoles } from './consoles.ts';
import { openDatabase } from './database.ts';
import { serveFrames } from './frames.ts';
import { openInBrowser } from './open-in-browser.ts';
import { print, printFailure } from './print.ts';
import { startRoundRobin } from './round-robin.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { untilToldToEnd } from './until-told-to-end.ts';

/** Serves the visitor's page beside the console of each instance, until a signal ends it. Resolves to the exit code. */
export async function runSideBySide(instances: number): Promise<number> {
  const ending: (() => Promise<unknown>)[] = [];
  const told = untilToldToEnd();
  try {
    const { page, note, servers } = await start(instances, ending);
    console.log(`Open ${page} and play both sides. Ctrl-C ends it. ${note}`);
    for (const [name, server] of servers) void sayWhenDead(name, server, told.isOver);
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

// Its part of the page does nothing any more, and does not know why.
async function sayWhenDead(name: string, server: ServerProcess, isMeant: () => boolean): Promise<void> {
  const how = await server.ended;
  if (!isMeant()) print('failed', `${name} at ${server.address} has ended (${how}). Ctrl-C, and start the demo again.`);
}

interface Started {
  page: string;
  /** Where conversations are kept. */
  note: string;
  /** By what they are to the reader. */
  servers: [name: string, ServerProcess][];
}

async function start(instances: number, ending: (() => Promise<unknown>)[]): Promise<Started> {
  const { env, note } = await openDatabase(instances, ending);
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
      ...env,
      REDIS_URL: '',
      GREETING: '', // with one, nobody would see the countdown
      AWAY_TEXT: '',
      WAIT_TIMEOUT_MS: '60000',
    },
    (line) => print('backend', line),
    ending,
  );
  const addresses = consoles.map(({ address }) => address);
  webhook.to(addresses);
  const desks = consoles.map((desk, at): [string, ServerProcess] => [`The console${at ? ` ${at + 1}` : ''}`, desk]);
  return {
    page: await serveFrames(simulator.address, addresses, ending),
    note,
    servers: [['The simulated GPTBots', simulator], ...desks],
  };
}
