import { type ExtraHeaders, GptBotsHumanClient } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { apiKey, connected, failureOf, reply, thrownBy } from './support/client.ts';

const shapes: [string, (pairs: [string, string][]) => ExtraHeaders][] = [
  ['an object', (pairs) => Object.fromEntries(pairs)],
  ['a list of pairs', (pairs) => pairs],
  ['Headers', (pairs) => new Headers(pairs)],
];

describe.each(shapes)('custom headers as %s', (_name, as) => {
  it('are sent, from the client and from the call', async () => {
    const { client, server } = await connected({ headers: as([['X-One', '1']]) });
    await client.sendReply(reply, { headers: as([['x-two', '2']]) });
    await client.closeSession(reply);
    expect(server.calls[0]?.headers).toMatchObject({ 'x-one': '1', 'x-two': '2' });
    expect(server.calls[1]?.headers).toMatchObject({ 'x-one': '1' });
    expect(server.calls[1]?.headers, 'a call’s headers stay with that call').not.toHaveProperty('x-two');
  });

  it('of a call win over the client’s, in any letter case', async () => {
    const { client, server } = await connected({ headers: as([['X-Trace', 'client']]) });
    await client.sendReply(reply, { headers: as([['x-TRACE', 'call']]) });
    expect(server.calls[0]?.headers['x-trace']).toBe('call');
  });

  it.each(['authorization', 'Authorization', 'AUTHORIZATION', 'aUtHoRiZaTiOn'])('never replace %s', async (name) => {
    const { client, server } = await connected({ headers: as([[name, 'Bearer other']]) });
    await client.sendReply(reply);
    await client.sendReply(reply, { headers: as([[name, 'Bearer other']]) });
    for (const { headers } of server.calls) expect(headers.authorization).toBe(`Bearer ${apiKey}`);
    expect(server.calls).toHaveLength(2);
  });

  it.each(['content-type', 'Content-Type', 'CONTENT-TYPE', 'cOnTeNt-tYpE'])('never replace %s', async (name) => {
    const { client, server } = await connected({ headers: as([[name, 'text/plain']]) });
    await client.sendReply(reply);
    await client.sendReply(reply, { headers: as([[name, 'text/plain']]) });
    for (const { headers } of server.calls) expect(headers['content-type']).toBe('application/json');
    expect(server.calls).toHaveLength(2);
  });
});

const ofTheConnection = [
  'Content-Length',
  'connection',
  'Expect',
  'transfer-encoding',
  'HOST',
  'keep-alive',
  'upgrade',
  'te',
  'content-encoding',
  'proxy-connection',
  'trailer',
];

describe.each(ofTheConnection)('the header %s would break every call', (name) => {
  it.each(shapes)('and is refused at construction and in a call, as %s', async (_name, as) => {
    const headers = as([[name, '5']]);
    const refused = thrownBy(() => new GptBotsHumanClient({ apiKey, headers }));
    expect(refused).toMatchObject({ kind: 'input', delivery: 'not_sent' });
    expect(refused.message).toContain(`headers: ${name.toLowerCase()} cannot be set`);
    const { client, server } = await connected();
    expect(await failureOf(client.sendReply(reply, { headers }))).toMatchObject({ kind: 'input' });
    expect(server.connections()).toBe(0);
  });
});

describe('custom headers', () => {
  it('that are undefined are left out', async () => {
    const { client, server } = await connected({ headers: { 'x-one': undefined, 'x-two': '2' } });
    await client.sendReply(reply, {
      headers: [
        ['x-three', undefined],
        ['x-four', '4'],
      ],
    });
    expect(server.calls[0]?.headers).toMatchObject({ 'x-two': '2', 'x-four': '4' });
    for (const name of ['x-one', 'x-three']) expect(server.calls[0]?.headers).not.toHaveProperty(name);
  });

  it('are read when they are given: a later change of the object does nothing', async () => {
    const headers = { 'x-one': '1' };
    const { client, server } = await connected({ headers });
    headers['x-one'] = 'changed';
    await client.sendReply(reply);
    expect(server.calls[0]?.headers['x-one']).toBe('1');
  });

  it('are the same in a retry', async () => {
    const { client, server } = await connected({ headers: { 'x-one': '1' } });
    server.script({ run: (response) => void response.writeHead(429, { 'retry-after': '0' }).end() });
    await client.sendReply(reply, { headers: { 'x-two': '2' } });
    expect(server.calls).toHaveLength(2);
    for (const { headers } of server.calls) expect(headers).toMatchObject({ 'x-one': '1', 'x-two': '2' });
  });

  it('may name another accepted type', async () => {
    const { client, server } = await connected({ headers: { Accept: 'application/json; q=1' } });
    await client.sendReply(reply);
    expect(server.calls[0]?.headers.accept).toBe('application/json; q=1');
  });
});
