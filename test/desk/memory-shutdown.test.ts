import { createDesk, memoryStore } from 'gptbots-human/desk';
import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { deferred } from '../helpers/deferred.ts';
import { eventually } from '../helpers/eventually.ts';
import { post, secret } from './support/scene.ts';

it('a shutdown with a store that forgets with the process takes back what was not started, and says so', async () => {
  const gate = deferred();
  let calls = 0;
  const sendReply = async () => {
    calls++;
    await gate.promise;
    return {};
  };
  const client = { sendReply, closeSession: async () => ({}) };
  const desk = createDesk({ client, secret, store: memoryStore(), logger: {}, onError() {} });
  await post({ desk }, 'establish', samples.establish('current', { conversation_id: 'c' }));
  const replies = ['one', 'two', 'three'].map((text) =>
    desk.reply('c', text).then(
      () => 'sent',
      (error) => error,
    ),
  );
  await eventually(() => expect(calls).toBe(1));
  await desk.shutdown({ timeoutMs: 20 });
  const [first, ...others] = await Promise.all(replies);
  expect(first).toMatchObject({ kind: 'aborted', delivery: 'unknown' });
  for (const error of others)
    expect(error).toMatchObject({ kind: 'aborted', delivery: 'not_sent', conversation_id: 'c' });
  expect(others[0].message).toMatch(/shut down.*Nothing was sent/);
  gate.resolve();
  expect(calls).toBe(1);
});
