import express from 'express';
import { createHumanWebhook, GptBotsHumanClient } from 'gptbots-human';
import { addressOf, runCommand } from '../cli/command.ts';
import { serve } from '../helpers/serve.ts';

const secret = 'the-webhook-secret';

/** A server of the developer's, and the simulator in front of it. */
export interface Handoff {
  /** Where the visitor's page is. */
  page: string;
  /** The conversations that were established, the oldest first. */
  conversations: string[];
  /** What visitors wrote, and how their conversations ended, in the order it came. */
  heard: string[];
  client: GptBotsHumanClient;
}

/** Serves the webhook with Express, and runs the simulator against it, until the end of the test. */
export async function startHandoff({
  greeting,
  establish,
  args = [],
}: {
  greeting?: string;
  /** What establish waits for. */
  establish?: () => Promise<void>;
  args?: string[];
} = {}): Promise<Handoff> {
  const conversations: string[] = [];
  const heard: string[] = [];
  let client: GptBotsHumanClient | undefined;
  const reply = (conversation_id: string, body: string) => client?.sendReply({ conversation_id, body });
  const webhook = createHumanWebhook({
    secret,
    // Some tests make handlers and replies fail.
    onError() {},
    logger: {},
    async establish({ conversation_id }, ctx) {
      conversations.push(conversation_id);
      await establish?.();
      if (greeting !== undefined) ctx.waitUntil(() => Promise.resolve(reply(conversation_id, greeting)));
    },
    chat({ conversation_id, body }, ctx) {
      if (body === 'lose this') throw new Error('lost');
      heard.push(body);
      ctx.waitUntil(() => Promise.resolve(reply(conversation_id, `You wrote: ${body}`)));
    },
    close({ type }) {
      heard.push(`(${type})`);
    },
  });
  const port = await serve(express().use('/gptbots', webhook.node));
  const page = await startSimulator(`http://127.0.0.1:${port}/gptbots`, ['--secret', secret, ...args]);
  client = new GptBotsHumanClient({ apiKey: 'any', baseUrl: page });
  return { page, conversations, heard, client };
}

/** Runs the simulator until the end of the test; returns the address of its page. */
export function startSimulator(webhook: string, args: string[] = []): Promise<string> {
  return addressOf(runCommand(['simulate', '--webhook', webhook, '--port', '0', ...args]));
}
