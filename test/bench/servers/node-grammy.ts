import { createServer, type RequestListener } from 'node:http';
import { secret } from '../fixtures.ts';
import { countHandled, serve } from './serve.ts';

interface Grammy {
  Bot: new (token: string, options: { botInfo: object }) => { on(filter: string, handler: () => Promise<void>): void };
  webhookCallback(bot: object, adapter: 'http', options: { secretToken: string }): RequestListener;
}

// A variable, as only the bench installs it: the type check must not look for it.
const packageName: string = 'grammy';
// What is used of its documented interface.
const { Bot, webhookCallback } = (await import(packageName)) as Grammy;

// With its own description given, the bot asks nothing of Telegram.
const bot = new Bot('1:bench', { botInfo: { id: 1, is_bot: true, first_name: 'bench', username: 'bench_bot' } });
bot.on('message', async () => countHandled());

serve(createServer(webhookCallback(bot, 'http', { secretToken: secret })));
