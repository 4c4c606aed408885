import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHumanWebhook, GptBotsHumanClient } from 'gptbots-human';
import { describe, expect, it, onTestFinished } from 'vitest';
import { closedPort } from '../helpers/closed-port.ts';
import { serve } from '../helpers/serve.ts';
import { addressOf, runCommand } from './command.ts';
import { post } from './page-client.ts';
import { runHere } from './run-here.ts';

const secret = 'the-webhook-secret';

async function temporaryFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gptbots-human-record-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'calls.jsonl');
}

// A server of the developer's that hears everything, and refuses what it is told to.
async function startDeveloper(refused?: string) {
  const heard: unknown[] = [];
  let client: GptBotsHumanClient | undefined;
  const webhook = createHumanWebhook({
    secret,
    onError() {},
    logger: {},
    establish: (body) => void heard.push(body),
    async chat(body) {
      if (body.body === refused) throw new Error('refused');
      heard.push(body);
      await client?.sendReply({ conversation_id: body.conversation_id, body: `Not ${secret}.` });
    },
    close: (body) => void heard.push(body),
  });
  const url = `http://127.0.0.1:${await serve(webhook.node)}`;
  const callsTo = (baseUrl: string) => {
    client = new GptBotsHumanClient({ apiKey: 'the-api-key', baseUrl });
  };
  return { heard, url, callsTo };
}

async function record(): Promise<{ file: string; heard: unknown[] }> {
  const file = await temporaryFile();
  const developer = await startDeveloper();
  const simulator = runCommand(['simulate', developer.url, '--port', '0', '--secret', secret, '--record', file]);
  const address = await addressOf(simulator);
  developer.callsTo(address);
  await post(address, '/_/start', { tab: 'a-first-tab', question: 'Where is my parcel?' });
  await post(address, '/_/say', { tab: 'a-first-tab', text: "It's 👋 late" });
  await simulator.line(/POST \/chat +200/);
  await post(address, '/_/leave', { tab: 'a-first-tab' });
  await simulator.line(/POST \/conversation\/close +200/);
  simulator.signal('SIGTERM');
  expect((await simulator.ended).exitCode).toBe(0);
  return { file, heard: developer.heard };
}

describe('simulate --record', () => {
  it('writes one JSON object a line for each call, without secrets', async () => {
    const { file } = await record();
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain(secret);
    expect(text).not.toContain('the-api-key');
    const calls = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(calls.map(({ kind, name, answer }) => [kind, name, answer.status])).toEqual([
      ['webhook', 'establish', 200],
      ['api', 'sendReply', 200],
      ['webhook', 'chat', 200],
      ['webhook', 'close', 200],
    ]);
    expect(calls[1].request).toMatchObject({
      method: 'POST',
      path: '/v1/human/message/receive',
      headers: { authorization: 'Bearer [redacted]', 'content-type': 'application/json' },
    });
    expect(JSON.parse(calls[1].request.body)).toMatchObject({ body: 'Not [redacted].' });
  });

  it('says in one line that the file cannot be written', async () => {
    const file = join(await temporaryFile(), 'nowhere');
    const { exitCode, stderr } = await runHere(['simulate', 'http://localhost:3000', '--record', file]);
    expect(stderr).toMatch(/^gptbots-human: --record cannot write .*nowhere \(ENOENT\)\. .*\n$/);
    expect(exitCode).toBe(2);
  });
});

describe('simulate --replay', () => {
  it('sends the recorded webhooks in order, byte for byte, prints the answers and exits 0', async () => {
    const { file, heard } = await record();
    const developer = await startDeveloper();
    const { exitCode, stdout, stderr } = await runHere(['simulate', developer.url, '--replay', file], {
      GPTBOTS_WEBHOOK_SECRET: secret,
    });
    expect(stderr).toBe('');
    expect(developer.heard).toEqual(heard);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/POST \/conversation\/establish +200 +\d+ ms$/),
      expect.stringMatching(/^ +\{"code":200,"message":"success"\}$/),
      expect.stringMatching(/POST \/chat +200 +\d+ ms$/),
      expect.stringMatching(/^ +\{"code":200/),
      expect.stringMatching(/POST \/conversation\/close +200 +\d+ ms$/),
      expect.stringMatching(/^ +\{"code":200/),
      '3 webhooks sent, all answered 200.',
    ]);
    expect(exitCode).toBe(0);
  });

  it('exits 1 when one was not answered 200, and sends the others', async () => {
    const { file } = await record();
    const developer = await startDeveloper("It's 👋 late");
    const { exitCode, stdout } = await runHere(['simulate', developer.url, '--replay', file, '--secret', secret]);
    expect(developer.heard).toMatchObject([{ body: [{ text: 'Where is my parcel?' }, {}] }, { type: 'USER_CLOSED' }]);
    expect(stdout).toContain('3 webhooks sent, 1 not answered 200.');
    expect(exitCode).toBe(1);
  });

  it('exits 1 when nobody answers', async () => {
    const { file } = await record();
    const url = `http://127.0.0.1:${await closedPort()}`;
    const { exitCode, stdout } = await runHere(['simulate', url, '--replay', file]);
    expect(stdout).toMatch(/no answer \(.*ECONNREFUSED/);
    expect(stdout).toContain('3 webhooks sent, 3 not answered 200.');
    expect(exitCode).toBe(1);
  });

  it('takes what the page downloads too: a list, in the order of the ids', async () => {
    const file = await temporaryFile();
    const call = (id: number, body: string) => ({ id, kind: 'webhook', name: 'chat', test: false, request: { body } });
    const chat = (body: string) => JSON.stringify({ conversation_id: 'c1', timestamp: 1, body });
    await writeFile(
      file,
      JSON.stringify([call(2, chat('second')), { kind: 'api', name: 'sendReply' }, call(1, chat('first'))]),
    );
    const developer = await startDeveloper();
    const { exitCode } = await runHere(['simulate', developer.url, '--replay', file, '--secret', secret]);
    expect(developer.heard).toMatchObject([{ body: 'first' }, { body: 'second' }]);
    expect(exitCode).toBe(0);
  });

  it.each([
    ['{"kind":"webhook"\n', /calls\.jsonl: line 1 is not a JSON object; --record writes one a line\./],
    ['{"kind":"api"}\n\nnull\n', /line 3 is not a JSON object/],
    ['[', /is neither JSON nor a file of --record\./],
    ['', /has no webhook to replay; --record writes such a file\./],
    ['{"kind":"webhook","name":"chat"}\n', /has no webhook to replay/],
  ])('refuses %j, and says why', async (text, why) => {
    const file = await temporaryFile();
    await writeFile(file, text);
    const { exitCode, stderr } = await runHere(['simulate', 'http://localhost:3000', '--replay', file]);
    expect(stderr).toMatch(why);
    expect(exitCode).toBe(2);
  });

  it('says in one line that there is no such file, and that a replay is not recorded', async () => {
    const missing = await runHere(['simulate', 'http://localhost:3000', '--replay', '/no/such/file']);
    expect(missing.stderr).toMatch(/--replay cannot read \/no\/such\/file \(ENOENT\)\./);
    const both = await runHere(['simulate', 'http://localhost:3000', '--replay', 'a', '--record', 'b']);
    expect(both.stderr).toContain('A replay is not recorded: give either --record or --replay.');
    const empty = await runHere(['simulate', 'http://localhost:3000', '--record', '']);
    expect(empty.stderr).toContain('--record is empty: it takes the name of a file.');
    expect([missing.exitCode, both.exitCode, empty.exitCode]).toEqual([2, 2, 2]);
  });
});
