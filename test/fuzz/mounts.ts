import { createServer, type Server } from 'node:http';
import express from 'express';
import Fastify from 'fastify';
import type { HumanWebhook } from 'gptbots-human';
import { toFastify } from 'gptbots-human/fastify';
import { toKoa } from 'gptbots-human/koa';
import Koa from 'koa';

export const mountNames = ['node', 'express', 'koa', 'fastify'] as const;
export type MountName = (typeof mountNames)[number];

/** A server with the webhook under `/gptbots`; `silent`, as the frameworks would print what they are sent. */
export async function mount(name: MountName, webhook: HumanWebhook): Promise<Server> {
  switch (name) {
    case 'node':
      return createServer(webhook.node);
    case 'express':
      return createServer(express().set('env', 'test').use('/gptbots', webhook.node));
    case 'koa':
      return createServer(Object.assign(new Koa().use(toKoa(webhook)), { silent: true }).callback());
    case 'fastify': {
      const app = Fastify();
      app.register(toFastify(webhook), { prefix: '/gptbots' });
      await app.ready();
      return app.server;
    }
  }
}
