import { request } from 'node:http';
import express from 'express';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { onlyAgents } from '../../examples/console/only-agents.ts';
import { WrongPasswords } from '../../examples/console/wrong-passwords.ts';
import { serve } from '../helpers/serve.ts';

const password = 'open sesame';

async function startConsole() {
  // Time stands still, so that no try comes free while a busy machine makes the others.
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const app = express();
  app.use(onlyAgents(password));
  app.get('/', (_req, res) => void res.send('the desk'));
  const url = `http://127.0.0.1:${await serve(app)}`;
  /** Asks with a password, and what else a browser sends. */
  const ask = (given?: string, { cookie, from }: { cookie?: string | undefined; from?: string } = {}) =>
    new Promise<{ status: number; cookie: string | undefined; retryAfter: string | undefined }>((resolve, reject) => {
      const headers: Record<string, string> = {};
      if (given !== undefined) headers.authorization = `Basic ${btoa(`ann:${given}`)}`;
      if (cookie) headers.cookie = cookie;
      const options = { headers, agent: false, ...(from ? { localAddress: from } : {}) };
      request(url, options, (answer) => {
        answer.resume();
        const [set] = answer.headers['set-cookie'] ?? [];
        const retryAfter = answer.headers['retry-after'];
        resolve({ status: answer.statusCode ?? 0, cookie: set?.split(';')[0], retryAfter });
      })
        .on('error', reject)
        .end();
    });
  const guessAll = async () => {
    for (let guess = 0; guess < 10; guess++) expect((await ask(`guess ${guess}`)).status).toBe(401);
  };
  return { ask, guessAll };
}

describe('the password of the console', () => {
  it('may be guessed ten times; then not even the right one is looked at for a while', async () => {
    const { ask, guessAll } = await startConsole();
    await guessAll();
    const refused = [await ask('guess 10'), await ask(password)];
    expect(refused.map(({ status }) => status)).toEqual([429, 429]);
    expect(refused.map(({ retryAfter }) => retryAfter)).toEqual(['6', '6']);
    vi.advanceTimersByTime(6_000);
    expect((await ask(password)).status).toBe(200);
  });

  it('may be guessed no more often by guesses that come at once', async () => {
    const { ask } = await startConsole();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, guess) => ask(`guess ${guess}`)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(40);
  });

  // Elsewhere 127.0.0.2 is no address of this machine.
  it.skipIf(process.platform !== 'linux')('is asked of other addresses as before', async () => {
    const { ask, guessAll } = await startConsole();
    await guessAll();
    expect((await ask(password, { from: '127.0.0.2' })).status).toBe(200);
  });

  it('lets a browser that knew it go on while somebody guesses at the same address', async () => {
    const { ask, guessAll } = await startConsole();
    const { status, cookie } = await ask(password);
    expect(status).toBe(200);
    await guessAll();
    expect((await ask(password, { cookie })).status).toBe(200);
    expect((await ask('wrong', { cookie })).status, 'the cookie alone opens nothing').toBe(401);
    expect((await ask(undefined, { cookie })).status).toBe(401);
    const name = cookie?.split('=')[0];
    expect((await ask(password, { cookie: `${name}=${'0'.repeat(64)}` })).status, 'an invented cookie').toBe(429);
  });

  it('is no guess when it is right, or not there', async () => {
    const { ask } = await startConsole();
    for (let time = 0; time < 20; time++) {
      expect((await ask(password)).status).toBe(200);
      expect((await ask()).status).toBe(401);
    }
  });
});

describe('wrong passwords', () => {
  it('leave one more try every six seconds, and all ten after a minute', () => {
    let now = 0;
    const wrong = new WrongPasswords(() => now);
    const tries = () => {
      let count = 0;
      for (; wrong.waitMs('a') === 0; count++) wrong.add('a');
      return count;
    };
    expect(tries()).toBe(10);
    expect(wrong.waitMs('a')).toBe(6_000);
    now += 6_000;
    expect(tries()).toBe(1);
    now += 60_000;
    expect(tries()).toBe(10);
    expect(wrong.waitMs('b')).toBe(0);
  });

  it('are remembered of the newest 10,000 addresses', () => {
    const wrong = new WrongPasswords(() => 0);
    const guess = (address: string) => {
      for (let time = 0; time < 10; time++) wrong.add(address);
    };
    guess('old');
    for (let number = 0; number < 9_998; number++) wrong.add(`address ${number}`);
    guess('new');
    expect(wrong.size).toBe(10_000);
    wrong.add('old');
    for (let number = 0; number < 9_998; number++) wrong.add(`another ${number}`);
    expect(wrong.size).toBe(10_000);
    expect(wrong.waitMs('old'), 'one that goes on stays').toBeGreaterThan(0);
    wrong.add('one more');
    wrong.add('and one more');
    expect(wrong.waitMs('new'), 'the oldest is forgotten').toBe(0);
  });
});

describe('CONSOLE_ORIGIN', () => {
  it.each(['http://desk.example.com', 'http://192.168.0.7:3000', 'ftp://localhost', 'desk.example.com', 'nonsense'])(
    'is refused when browsers would give its page no locks: %s',
    (origin) => expect(() => onlyAgents(undefined, origin)).toThrow(/^CONSOLE_ORIGIN: expected an https address/),
  );

  it.each([
    'https://desk.example.com',
    'https://desk.example.com:8443/',
    'http://localhost:3000',
    'http://desk.localhost',
  ])('may be %s', (origin) => expect(onlyAgents(undefined, origin)).toBeTypeOf('function'));
});
