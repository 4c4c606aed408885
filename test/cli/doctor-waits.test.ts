import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { serve } from '../helpers/serve.ts';
import { runCommand } from './command.ts';

// In a file of its own, because it takes half a minute and nothing else: others run meanwhile.
it('gptbots-human doctor ends when the webhook never answers, after the 30 s that it keeps by itself', async () => {
  const port = await serve(createServer(() => {}));
  const { exitCode } = await runCommand(['doctor', `http://127.0.0.1:${port}`]).ended;
  expect(exitCode).toBe(1);
});
