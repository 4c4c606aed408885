// Several GPTBots agents, each with a desk of its own: in GPTBots' settings each gets a URL of its own.
import type express from 'express';
import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { type RedisClient, redisStore } from 'gptbots-human/redis';

/** A GPTBots agent. */
export interface Agent {
  botId: string;
  apiKey: string;
  secret: string;
  /** Any shard: all keys of a desk lie together, those of another desk elsewhere. */
  redis: RedisClient;
}

export function mountDesks(app: express.Express, agents: Agent[], baseUrl?: string) {
  const desks = agents.map(({ botId, apiKey, secret, redis }) => {
    const client = new GptBotsHumanClient({ apiKey, baseUrl });
    const desk = createDesk({ client, secret, store: redisStore(redis, { prefix: `gptbots-${botId}` }) });
    app.use(`/gptbots/${botId}`, desk.webhook.node);
    return [botId, desk] as const;
  });
  return new Map(desks);
}
