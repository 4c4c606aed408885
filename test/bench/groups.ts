import type { ServerTraffic } from './child.ts';
import { chatRequest, githubRequest, telegramRequest } from './fixtures.ts';
import type { Extent } from './rounds.ts';

/** A file in which the program of this name is, and how to talk to it when it is a server. */
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
      'webhook.node': { file: 'programs/node-servers', traffic: chat },
      'bare node:http': { file: 'programs/node-servers', traffic: { ...chat, refusal: undefined } },
      'hand-written': { file: 'programs/node-servers', traffic: chat },
      'hand-written, same features': { file: 'programs/node-servers', traffic: chat },
      octokit: { file: 'programs/node-servers', traffic: { write: githubRequest, refusal: 400 }, rival: true },
      grammY: { file: 'programs/node-servers', traffic: { write: telegramRequest, refusal: 401 }, rival: true },
    },
    comparisons: [
      { name: 'webhook.node : bare node:http', against: 'bare node:http', by: 'cpu', target: 0.82 },
      { name: 'webhook.node : hand-written with zod, secret, limits', against: 'hand-written', by: 'cpu', target: 1 },
      {
        name: 'webhook.node : hand-written with the same features',
        against: 'hand-written, same features',
        by: 'cpu',
        target: 1.1,
      },
      { name: 'webhook.node : @octokit/webhooks', against: 'octokit', by: 'cpu', target: 1.75 },
      { name: 'webhook.node : grammY', against: 'grammY', by: 'cpu', target: 1.7 },
    ],
    warmUpCalls: 20_000,
    callsPerTurn: 400,
    rounds: 21,
    maxMs: 75_000,
  },
  {
    ours: 'webhook.node in Express',
    variants: {
      'webhook.node in Express': { file: 'programs/express-servers', traffic: chatUnderExpress },
      'express.json() + zod': { file: 'programs/express-servers', traffic: chatUnderExpress },
    },
    comparisons: [
      { name: 'Express: webhook.node : express.json() + zod', against: 'express.json() + zod', by: 'cpu', target: 1.5 },
    ],
    warmUpCalls: 8_000,
    callsPerTurn: 150,
    rounds: 21,
    maxMs: 40_000,
  },
  {
    ours: 'webhook.fetch',
    variants: {
      'webhook.fetch': { file: 'programs/fetch-handlers' },
      'hand-written fetch': { file: 'programs/fetch-handlers' },
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
      'client.sendReply': { file: 'programs/clients' },
      'bare fetch': { file: 'programs/clients' },
      'fetch with timeout': { file: 'programs/clients' },
    },
    comparisons: [
      { name: 'client.sendReply : fetch, CPU', against: 'bare fetch', by: 'cpu', target: 0.88 },
      { name: 'client.sendReply : fetch, rate', against: 'bare fetch', by: 'clock', target: 0.88 },
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
