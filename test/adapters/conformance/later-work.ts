import { Worker } from 'node:worker_threads';
import { decline } from 'gptbots-human';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectAnswer } from '../../helpers/answered.ts';
import { deferred } from '../../helpers/deferred.ts';
import { payloadText } from '../../helpers/payloads.ts';
import { RawConnection } from '../../helpers/raw-connection.ts';
import { secret } from '../../helpers/test-webhook.ts';
import { type Face, mountWith } from './face.ts';

/** Work that a handler leaves for after the answer. */
export function itWorksAfterTheAnswer(face: Face): void {
  if (face.answersAfterWork) {
    itWorksBeforeTheAnswer(face);
    return;
  }
  describe('works after the answer', () => {
    it('which does not wait for it; drain does', async () => {
      const work = deferred();
      const { post, webhook } = await mountWith(face, {
        chat: (_request, { waitUntil }) => waitUntil(() => work.promise),
      });
      expectAnswer(await post('chat'), 200);
      let isDrained = false;
      const drained = webhook.drain().then(() => {
        isDrained = true;
      });
      expectAnswer(await post('chat'), 503);
      expect(isDrained, 'expected drain to wait for the work').toBe(false);
      work.resolve();
      await drained;
    });

    // Told by the host's own way, not by the option.
    if (!face.ownWaitUntil)
      it('of which the host is told once, before the answer, and not when there is none', async () => {
        const told: Promise<unknown>[] = [];
        const done: string[] = [];
        const work = deferred();
        const { post } = await mountWith(face, {
          waitUntil: (all) => told.push(all),
          chat: (_request, { waitUntil }) => {
            waitUntil(work.promise.then(() => done.push('promise')));
            waitUntil(async () => {
              await work.promise;
              await new Promise(setImmediate);
              waitUntil(async () => {
                await new Promise(setImmediate);
                done.push('work of work');
              });
            });
          },
        });
        expectAnswer(await post('close'), 200);
        expect(told).toHaveLength(0);
        expectAnswer(await post('chat'), 200);
        expect(told).toHaveLength(1);
        work.resolve();
        await told[0];
        expect(done).toEqual(['promise', 'work of work']);
        expect(told).toHaveLength(1);
      });

    it('also when the handler declined, and not when it failed or overran', async () => {
      const done: string[] = [];
      const { post, webhook } = await mountWith(face, {
        timeoutMs: 30,
        establish: (_request, { waitUntil }) => {
          waitUntil(() => done.push('declined'));
          return decline();
        },
        chat: (_request, { waitUntil }) => {
          waitUntil(() => done.push('failed'));
          throw new Error('no');
        },
        close: (_request, { waitUntil }) => {
          waitUntil(() => done.push('overran'));
          return new Promise(() => {});
        },
      });
      expectAnswer(await post('establish'), 503);
      expectAnswer(await post('chat'), 500);
      expectAnswer(await post('close'), 504);
      await webhook.drain();
      expect(done).toEqual(['declined']);
    });

    it('and reports it to onError when it fails', async () => {
      const { post, webhook, errors } = await mountWith(face, {
        chat: (_request, { waitUntil }) => {
          waitUntil(Promise.reject(new Error('a promise')));
          waitUntil(async () => {
            throw new Error('a function');
          });
        },
      });
      expectAnswer(await post('chat'), 200);
      await webhook.drain();
      expect(errors).toEqual([new Error('a promise'), new Error('a function')]);
    });

    if (face.withoutServer) {
      it('not before the reply was handed over', async () => {
        let hasStarted = false;
        const { post, webhook } = await mountWith(face, {
          chat: (_request, { waitUntil }) =>
            waitUntil(() => {
              hasStarted = true;
            }),
        });
        const answer = await post('chat');
        expect(hasStarted, 'expected the work to start after the reply was handed over').toBe(false);
        expectAnswer(answer, 200);
        await webhook.drain();
        expect(hasStarted).toBe(true);
      });
      return;
    }

    it('also when the client went away while the answer waited behind another', async () => {
      const first = deferred();
      const answered = deferred();
      const done = deferred();
      const { port = 0, webhook } = await mountWith(face, {
        timeoutMs: 300_000,
        onHandled: ({ route }) => route === 'chat' && answered.resolve(),
        establish: () => first.promise,
        chat: (_request, { waitUntil }) => waitUntil(() => done.resolve()),
      });
      const connection = await RawConnection.open(port);
      const authorization = `Bearer ${secret}`;
      const post = (path: string, body: string) =>
        connection.post(face.prefix + path, { authorization, 'content-length': Buffer.byteLength(body) }, body);
      post('/conversation/establish', payloadText('establish'));
      post('/chat', payloadText('chat', { conversation_id: 'other' }));
      await answered.promise;
      connection.breakOff();
      await done.promise;
      first.resolve();
      await webhook.drain();
    });

    it('that the client really has', async () => {
      let clientHasTheAnswer: string | undefined;
      const flag = new Int32Array(new SharedArrayBuffer(4));
      const { port, webhook } = await mountWith(face, {
        chat: (_request, { waitUntil }) =>
          waitUntil(() => {
            // Stops this thread, and with it all sending, until the client in the other thread has the answer.
            clientHasTheAnswer = Atomics.wait(flag, 0, 0, 10_000);
          }),
      });
      expect(await postFromAnotherThread(port, `${face.prefix}/chat`, flag)).toBe(200);
      await webhook.drain();
      // 'timed-out' when the client had to wait for this thread to go on.
      expect(clientHasTheAnswer, 'expected the work to start once the answer was sent').toMatch(/^(ok|not-equal)$/);
    });
  });
}

/** The same work, where the process stands still once the answer is given. */
function itWorksBeforeTheAnswer(face: Face): void {
  describe('before the answer, as nothing runs after it,', () => {
    it('does all work, also what is announced later', async () => {
      const done: string[] = [];
      const { post } = await mountWith(face, {
        chat: (_request, ctx) => {
          ctx.waitUntil(async () => {
            await new Promise(setImmediate);
            done.push('first');
            ctx.waitUntil(async () => {
              await new Promise(setImmediate);
              done.push('announced later');
            });
          });
        },
      });
      expectAnswer(await post('chat'), 200);
      expect(done).toEqual(['first', 'announced later']);
    });

    it('reports work that fails, and answers all the same', async () => {
      const { post, errors } = await mountWith(face, {
        chat: (_request, { waitUntil }) => waitUntil(() => Promise.reject(new Error('no'))),
      });
      expectAnswer(await post('chat'), 200);
      expect(errors).toEqual([new Error('no')]);
    });
  });
}

/** Sends a chat request from a worker, which raises the flag when it has the whole answer; resolves to its status. */
async function postFromAnotherThread(port: number | undefined, path: string, flag: Int32Array): Promise<unknown> {
  const workerData = { port, path, flag, secret, body: payloadText('chat') };
  const worker = new Worker(client, { eval: true, workerData });
  onTestFinished(async () => {
    await worker.terminate();
  });
  return new Promise((resolve, reject) => {
    worker.on('message', resolve);
    worker.on('error', reject);
  });
}

const client = `
  const { request } = require('node:http');
  const { parentPort, workerData: { port, path, flag, secret, body } } = require('node:worker_threads');
  const headers = { authorization: 'Bearer ' + secret, 'content-length': body.length };
  request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent: false }, (answer) => {
    answer.resume().on('end', () => {
      Atomics.store(flag, 0, 1);
      Atomics.notify(flag, 0);
      parentPort.postMessage(answer.statusCode);
    });
  }).end(body);
`;
