import awsLambdaFastify from '@fastify/aws-lambda';
import fastify from 'fastify';
import { createHumanWebhook } from 'gptbots-human';
import { toFastify } from 'gptbots-human/fastify';
import { options } from './webhook.ts';

const works: Promise<unknown>[] = [];
const webhook = createHumanWebhook({ ...options, waitUntil: (work) => works.push(work) });

const app = fastify();
app.register(toFastify(webhook), { prefix: '/gptbots' });
const answer = awsLambdaFastify(app);

export const handler: typeof answer = async (...call) => {
  const answered = await answer(...call);
  // An instance has one request at a time, so these are its own.
  await Promise.all(works.splice(0));
  return answered;
};
