import { chatRequest, githubRequest, telegramRequest } from './requests.ts';
import type { Extent } from './rounds.ts';
import type { ServerTraffic } from './variant.ts';

/** A program to run, and how to talk to it when it is a server. */
export interface Program {
  file: string;
  traffic?: ServerTraffic;
  /** Needs a package that only the bench installs. */
  rival?: true;
}

/** Ours against something else; the ratio is the share of its speed that ours reaches. */
export interface Comparison {
  name: string;
  against: string;
  /** What one call costs: CPU time of its process, or time on the clock. */
  by: 'cpu' | 'clock';
  /** The least ratio that will do. */
  target: number;
}

/** Variants that are measured in turns, in the same rounds. */
export interface Group extends Extent {
  ours: string;
  variants: Record<string, Program>;
  comparisons: Comparison[];
  /** Needs the stand-in for the GPTBots API. */
  api?: true;
}

const chat = { write: chatRequest('/chat'), refusal: 401 };
const chatUnderExpress = { write: chatRequest('/gptbots/chat'), refusal: 401 };

export const groups: Group[] = [
  {
    ours: 'webhook.node',
    variants: {
      'webhook.node': { file: 'servers/node-webhook', traffic: chat },
      'bare node:http': { file: 'servers/node-bare', traffic: { ...chat, refusal: undefined } },
      'hand-written': { file: 'servers/node-hand-written', traffic: chat },
      octokit: { file: 'servers/node-octokit', traffic: { write: githubRequest, refusal: 400 }, rival: true },
      grammY: { file: 'servers/node-grammy', traffic: { write: telegramRequest, refusal: 401 }, rival: true },
    },
    comparisons: [
      { name: 'webhook.node : bare node:http', against: 'bare node:http', by: 'cpu', target: 0.8 },
      { name: 'webhook.node : hand-written with zod, secret, limits', against: 'hand-written', by: 'cpu', target: 1 },
      { name: 'webhook.node : @octokit/webhooks', against: 'octokit', by: 'cpu', target: 1.6 },
      { name: 'webhook.node : grammY', against: 'grammY', by: 'cpu', target: 1.5 },
    ],
    warmUpCalls: 20_000,
    callsPerTurn: 400,
    rounds: 21,
    maxMs: 75_000,
  },
  {
    ours: 'webhook.node in Express',
    variants: {
      'webhook.node in Express': { file: 'servers/express-webhook', traffic: chatUnderExpress },
      'express.json() + zod': { file: 'servers/express-hand-written', traffic: chatUnderExpress },
    },
    comparisons: [
      { name: 'Express: webhook.node : express.json() + zod', against: 'express.json() + zod', by: 'cpu', target: 1.4 },
    ],
    warmUpCalls: 8_000,
    callsPerTurn: 150,
    rounds: 21,
    maxMs: 40_000,
  },
  {
    ours: 'webhook.fetch',
    variants: {
      'webhook.fetch': { file: 'fetch-handlers/fetch-webhook' },
      'hand-written fetch': { file: 'fetch-handlers/fetch-hand-written' },
    },
    comparisons: [
      { name: 'webhook.fetch : hand-written with zod', against: 'hand-written fetch', by: 'cpu', target: 0.93 },
    ],
    warmUpCalls: 30_000,
    callsPerTurn: 300,
    rounds: 21,
    maxMs: 40_000,
  },
  {
    ours: 'client.sendReply',
    variants: {
      'client.sendReply': { file: 'clients/send-reply' },
      'bare fetch': { file: 'clients/bare-fetch' },
      'fetch with timeout': { file: 'clients/fetch-with-timeout' },
    },
    comparisons: [
      { name: 'client.sendReply : fetch, CPU', against: 'bare fetch', by: 'cpu', target: 0.85 },
      { name: 'client.sendReply : fetch, rate', against: 'bare fetch', by: 'clock', target: 0.85 },
      { name: 'client.sendReply : fetch + timeout, CPU', against: 'fetch with timeout', by: 'cpu', target: 0.9 },
      { name: 'client.sendReply : fetch + timeout, rate', against: 'fetch with timeout', by: 'clock', target: 0.9 },
    ],
    api: true,
    warmUpCalls: 5_000,
    callsPerTurn: 80,
    rounds: 21,
    maxMs: 75_000,
  },
];
