// npm run demo: two whole handoffs on this machine. With another server: npm run demo -- examples/koa/server.ts
import { randomBytes } from 'node:crypto';
import { converse, type Parties } from './conversation.ts';
import { print, printHeading } from './print.ts';
import { startServer } from './server-process.ts';
import { startStandIn } from './stand-in.ts';

const file = process.argv[2] ?? 'examples/express/server.ts';
const timeoutMs = Number(process.env.DEMO_TIMEOUT_MS ?? 10_000);
const secret = randomBytes(32).toString('hex');
const apiKey = randomBytes(16).toString('hex');

const gptbots = await startStandIn(apiKey);
try {
  const env = { GPTBOTS_WEBHOOK_SECRET: secret, GPTBOTS_API_KEY: apiKey, GPTBOTS_BASE_URL: gptbots.url };
  const backend = await startServer(file, env, (line) => print('backend', line));
  try {
    print('backend', `${file} listens on ${backend.address}; ${gptbots.url} stands in for GPTBots.`);
    await userLeaves({ address: backend.address, secret, gptbots, timeoutMs });
    await agentCloses({ address: backend.address, secret, gptbots, timeoutMs });
  } finally {
    await backend.stop();
  }
  print('passed', 'Every message was answered, and both conversations are over.');
} catch (error) {
  print('failed', error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await gptbots.close();
}

async function userLeaves(parties: Parties): Promise<void> {
  printHeading('A user who leaves:');
  const user = converse(parties, '67d8db020fa31d1ef64f53dg');
  await user.askForHuman();
  await user.reply();
  await user.say('Where is my parcel?');
  await user.reply();
  await user.say('It was due on Monday.');
  await user.reply();
  await user.leave();
}

async function agentCloses(parties: Parties): Promise<void> {
  printHeading('A user whose session the agent closes:');
  const user = converse(parties, '67d8db020fa31d1ef64f53dh');
  await user.askForHuman();
  await user.reply();
  await user.say('bye');
  await user.reply();
  await user.closed();
}
