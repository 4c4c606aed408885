// npm run demo: two whole handoffs on this machine. With another server: npm run demo -- examples/koa/server.ts
import { randomBytes } from 'node:crypto';
import { createPlatform } from 'gptbots-human/testing';
import { converse, type Parties } from './conversation.ts';
import { print, printHeading } from './print.ts';
import { startServer } from './server-process.ts';

const file = process.argv[2] ?? 'examples/express/server.ts';
const timeoutMs = Number(process.env.DEMO_TIMEOUT_MS ?? 10_000);
const secret = randomBytes(32).toString('hex');
const apiKey = randomBytes(16).toString('hex');

const gptbots = createPlatform({ apiKey, webhookTimeoutMs: timeoutMs, idleTimeoutMs: timeoutMs });
try {
  const { url } = await gptbots.listen();
  const env = { GPTBOTS_WEBHOOK_SECRET: secret, GPTBOTS_API_KEY: apiKey, GPTBOTS_BASE_URL: url };
  const backend = await startServer(file, env, (line) => print('backend', line));
  try {
    print('backend', `${file} listens on ${backend.address}; ${url} stands in for GPTBots.`);
    gptbots.connect(`${backend.address}/${secret}`);
    await userLeaves({ gptbots, secret, timeoutMs });
    await agentCloses({ gptbots, secret, timeoutMs });
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
