import fc from 'fast-check';
import { createDesk, type DeskOptions } from 'gptbots-human/desk';
import { expect, it, onTestFinished } from 'vitest';
import { exotic } from '../helpers/exotic.ts';
import { payloadText } from '../helpers/payloads.ts';
import { secret } from '../helpers/test-webhook.ts';

const conversationId = '67d8db020fa31d1ef64f53dg';

it('whatever hooks, client, logger or onError throw or reject with, the desk goes on', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const parts = ['onOpened', 'onMessage', 'onClosed', 'onUnanswered', 'onError', 'logger', 'client', 'accept'];
  await fc.assert(
    fc.asyncProperty(exotic, fc.boolean(), fc.subarray(parts), async ({ make }, isAsync, doing) => {
      unhandled.length = 0;
      const value = make();
      const fail = (part: string) => () => {
        if (!doing.includes(part)) return undefined;
        if (isAsync) return Promise.reject(value);
        throw value;
      };
      const call = async () => {
        await fail('client')();
        return {};
      };
      const options: DeskOptions = {
        secret,
        greeting: 'One minute.',
        client: { sendReply: call, closeSession: call },
        accept: async () => {
          await fail('accept')();
          return true;
        },
        onOpened: fail('onOpened'),
        onMessage: fail('onMessage'),
        onClosed: fail('onClosed'),
        onUnanswered: fail('onUnanswered'),
        onError: fail('onError'),
        logger: { warn: fail('logger'), error: fail('logger') },
      };
      const desk = createDesk(options);
      const post = (url: string, body: string) =>
        desk.webhook.handle({ method: 'POST', url, headers: { authorization: `Bearer ${secret}` }, body });
      const opened = await post('/conversation/establish', payloadText('establish'));
      expect(opened.status).toBe(doing.includes('accept') ? 500 : 200);
      expect((await post('/chat', payloadText('chat'))).status).toBe(200);
      const closed = desk.close(conversationId);
      if (doing.includes('client')) await expect(closed).rejects.toHaveProperty('kind');
      else await closed;
      await desk.shutdown({ timeoutMs: 5_000 });
      await new Promise(setImmediate);
      expect(unhandled, 'expected no rejection that nobody took').toHaveLength(0);
    }),
    { numRuns: 60 },
  );
});
