import { randomBytes } from 'node:crypto';
import { createPlatform } from 'gptbots-human/testing';
import { converse, type Parties } from './conversation.ts';
import { deskAgent } from './desk-agent.ts';
import { print, printFailure, printHeading } from './print.ts';
import { startServer } from './server-process.ts';

const timeoutMs = Number(process.env.DEMO_TIMEOUT_MS ?? 10_000);

/**
 * Plays whole handoffs on this machine, and prints them: with the server of a file, or with the console and the Express
 * example. Resolves to the exit code.
 */
export async function runScripted(file?: string): Promise<number> {
  try {
    if (!file) await play('examples/console/server.ts', agentAnswers);
    await play(file ?? 'examples/express/server.ts', async (parties) => {
      await userLeaves(parties);
      await agentCloses(parties);
    });
    print('passed', 'Every message was answered, and all conversations are over.');
    return 0;
  } catch (error) {
    printFailure(error);
    return 1;
  }
}

async function play(file: string, conversations: (parties: Parties, address: string) => Promise<void>): Promise<void> {
  const secret = randomBytes(32).toString('hex');
  const apiKey = randomBytes(16).toString('hex');
  const gptbots = createPlatform({ apiKey, webhookTimeoutMs: timeoutMs, idleTimeoutMs: timeoutMs });
  try {
    const { url } = await gptbots.listen();
    const env = { GPTBOTS_WEBHOOK_SECRET: secret, GPTBOTS_API_KEY: apiKey, GPTBOTS_BASE_URL: url };
    // What the shell may hold, and this would trip over.
    const own = { DATABASE_URL: '', REDIS_URL: '', CONSOLE_PASSWORD: '', GREETING: '', AWAY_TEXT: '' };
    const backend = await startServer(file, { ...own, ...env }, (line) => print('backend', line));
    try {
      print('backend', `${file} listens on ${backend.address}; ${url} stands in for GPTBots.`);
      const { origin, pathname } = new URL(backend.address);
      gptbots.connect(`${origin}${pathname === '/' ? '/gptbots' : pathname}/${secret}`);
      await conversations({ gptbots, secret, timeoutMs }, origin);
    } finally {
      await backend.stop();
    }
  } finally {
    await gptbots.close();
  }
}

async function agentAnswers(parties: Parties, address: string): Promise<void> {
  printHeading('A user whom an agent answers at the console:');
  const ann = deskAgent(address, parties.timeoutMs);
  const user = await converse(parties);
  await ann.reply(user.id, 'Hello, this is Ann.');
  await user.reply();
  await user.say('Where is my parcel?');
  await ann.hears(user.id, 'Where is my parcel?');
  await ann.reply(user.id, 'It comes this afternoon.');
  await user.reply();
  await ann.close(user.id, 'Good bye.');
  await user.reply();
  await user.closed();
  console.log();
}

async function userLeaves(parties: Parties): Promise<void> {
  printHeading('A user who leaves:');
  const user = await converse(parties);
  await user.reply();
  await user.say('Where is my parcel?');
  await user.reply();
  await user.say('It was due on Monday.');
  await user.reply();
  await user.leave();
}

async function agentCloses(parties: Parties): Promise<void> {
  printHeading('A user whose session the agent closes:');
  const user = await converse(parties);
  await user.reply();
  await user.say('bye');
  await user.reply();
  await user.closed();
}
