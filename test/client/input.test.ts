import { describe, expect, it } from 'vitest';
import { connected, failureOf, reply } from './support/client.ts';

// `as never` below: what plain JavaScript may pass although the types forbid it.
const wrongReplies: [string, unknown, PropertyKey[][]][] = [
  ['nothing', undefined, [[]]],
  ['null', null, [[]]],
  ['a string', 'conv-1', [[]]],
  ['no conversation_id', { body: 'Hello' }, [['conversation_id']]],
  ['an empty conversation_id', { ...reply, conversation_id: '' }, [['conversation_id']]],
  ['a number for conversation_id', { ...reply, conversation_id: 5 }, [['conversation_id']]],
  ['no body', { conversation_id: 'conv-1' }, [['body']]],
  ['an empty body', { ...reply, body: '' }, [['body']]],
  ['an object for body', { ...reply, body: { text: 'Hello' } }, [['body']]],
  ['a date for timestamp', { ...reply, timestamp: new Date() }, [['timestamp']]],
  ['a fraction for timestamp', { ...reply, timestamp: 1.5 }, [['timestamp']]],
  ['NaN for timestamp', { ...reply, timestamp: Number.NaN }, [['timestamp']]],
  ['two wrong fields', { conversation_id: '', body: '' }, [['conversation_id'], ['body']]],
];

describe('arguments that break the contract', () => {
  it.each(wrongReplies)(
    'sendReply rejects %s with kind input, names the field and sends nothing',
    async (_name, input, paths) => {
      const { client, server } = await connected();
      const error = await failureOf(client.sendReply(input as never));

      expect(error).toMatchObject({ kind: 'input', delivery: 'not_sent', attempts: [] });
      expect(error.issues?.map(({ path }) => path)).toEqual(paths);
      for (const path of paths) expect(error.message).toContain(path.join('.'));
      expect(server.connections()).toBe(0);
    },
  );

  it('closeSession rejects a missing conversation_id with kind input', async () => {
    const { client, server } = await connected();
    const error = await failureOf(client.closeSession({} as never));
    expect(error).toMatchObject({ kind: 'input', delivery: 'not_sent', issues: [{ path: ['conversation_id'] }] });
    expect(server.connections()).toBe(0);
  });

  it('names the conversation when it is known', async () => {
    const { client } = await connected();
    const error = await failureOf(client.sendReply({ ...reply, body: '' }));
    expect(error.conversation_id).toBe('conv-1');
    expect(error.message).toContain('"conv-1"');
    expect(await failureOf(client.sendReply({ body: 'Hello' } as never))).not.toHaveProperty('conversation_id');
  });

  it('never quotes a value that is wrong', async () => {
    const { client } = await connected();
    const error = await failureOf(
      client.sendReply({ ...reply, body: ['bob@gmail.com'], timestamp: 'yesterday' } as never),
    );
    expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/bob@gmail|yesterday/);
  });

  it('rejects and does not throw, so that .catch sees it', async () => {
    const { client } = await connected();
    let call: Promise<unknown> | undefined;
    expect(() => {
      call = client.sendReply(undefined as never);
    }).not.toThrow();
    await expect(call).rejects.toMatchObject({ kind: 'input' });
  });

  it('does not take the turn of the conversation', async () => {
    const { client, server } = await connected();
    await failureOf(client.sendReply({ ...reply, body: '' }));
    await client.sendReply(reply);
    expect(server.calls).toHaveLength(1);
  });
});
