import { GptBotsHumanClient } from 'gptbots-human';
import { describe, expect, it, vi } from 'vitest';
import { json, ok } from '../helpers/api-server.ts';
import { connected, failureOf, reply, thrownBy } from './support/client.ts';

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

const throwing = (key: string) =>
  Object.defineProperty({ ...reply }, key, {
    enumerable: true,
    get: () => {
      throw new Error('private');
    },
  });

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('arguments that cannot be read', () => {
  it.each<[string, unknown, string[]]>([
    ['conversation_id throws', throwing('conversation_id'), ['conversation_id']],
    ['body throws', throwing('body'), ['body']],
    ['timestamp throws', throwing('timestamp'), ['timestamp']],
    ['the whole is a revoked proxy', revoked(), ['conversation_id', 'timestamp', 'body']],
    ['body is a bigint', { ...reply, body: 1n }, ['body']],
    ['timestamp is a bigint', { ...reply, timestamp: 1n }, ['timestamp']],
    ['conversation_id is a symbol', { ...reply, conversation_id: Symbol('x') }, ['conversation_id']],
    ['body is a revoked proxy', { ...reply, body: revoked() }, ['body']],
  ])('are kind input, and nothing is sent: %s', async (_name, input, fields) => {
    const { client, server } = await connected();
    const error = await failureOf(client.sendReply(input as never));
    expect(error).toMatchObject({ kind: 'input', delivery: 'not_sent', attempts: [] });
    expect(error.issues?.map(({ path }) => path)).toEqual(fields.map((field) => [field]));
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('private');
    expect(server.connections()).toBe(0);
  });

  it.each<[string, unknown]>([
    ['a revoked proxy', revoked()],
    ['an option that throws', throwing('timeoutMs')],
    ['a signal that cannot be read', { signal: throwing('addEventListener') }],
    ['a signal that is none', { signal: { addEventListener() {} } }],
    ['headers that cannot be read', { headers: revoked() }],
  ])('are kind input as options too: %s', async (_name, options) => {
    const { client, server } = await connected();
    expect(await failureOf(client.sendReply(reply, options as never))).toMatchObject({ kind: 'input' });
    expect(thrownBy(() => new GptBotsHumanClient(options as never))).toMatchObject({ kind: 'input' });
    expect(server.connections()).toBe(0);
  });

  it('are kind input when mayAttempt throws, and tell of the attempts that were made', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { client, server } = await connected({ retry: 'at-least-once' });
    server.otherwise(json(500, {}));
    const mayAttempt = vi
      .fn(() => true)
      .mockReturnValueOnce(true)
      .mockImplementationOnce(() => {
        throw new Error('private');
      });
    const error = await failureOf(client.sendReply(reply, { mayAttempt }));
    expect(error).toMatchObject({ kind: 'input', delivery: 'unknown', attempts: [{ outcome: 'http' }] });
    expect(error.message).toBe('The reply to conversation "conv-1" was not sent again: mayAttempt: threw.');
    server.otherwise(ok());
    await client.sendReply(reply);
  });
});

describe('fields that are not documented', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  it.each<[string, object]>([
    ['a text', { internal_note: 'owes us money' }],
    ['a bigint', { ticketId: 1n }],
    ['a cycle', { ticket: cyclic }],
    ['a getter that throws', throwing('note')],
    ['toJSON', { toJSON: () => 'something else' }],
  ])('are not sent: %s', async (_name, extra) => {
    const { client, server } = await connected();
    const input = Object.create(null, {
      ...Object.getOwnPropertyDescriptors(extra),
      ...Object.getOwnPropertyDescriptors(reply),
    });
    await client.sendReply({ ...reply, timestamp: 5 });
    await client.sendReply(Object.defineProperty(input, 'timestamp', { value: 5 }));
    await client.closeSession(input);
    expect(server.calls[1]?.bytes.toString()).toBe(server.calls[0]?.bytes.toString());
    expect(Object.keys(server.calls[2]?.json ?? {})).toEqual(['conversation_id', 'timestamp']);
  });
});

describe('arguments that break the contract', () => {
  it.each(wrongReplies)(
    'sendReply rejects %s with kind input, names the field and sends nothing',
    async (_name, input, paths) => {
      const { client, server } = await connected();
      const error = await failureOf(client.sendReply(input as never));

      expect(error).toMatchObject({ kind: 'input', delivery: 'not_sent', attempts: [] });
      expect(error.issues?.map(({ path }) => path)).toEqual(paths);
      for (const path of paths) expect(error.message).toMatch(new RegExp(`[:;] ${path.join('.') || 'input'}: `));
      expect(error.message).toContain('was not sent: ');
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
