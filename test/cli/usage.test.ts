import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseCommand } from '../../src/cli/arguments.ts';
import { reportFailure, UsageError } from '../../src/cli/failure.ts';
import { apiFaults, webhookFaults } from '../../src/testing/faults.ts';
import { createPlatform } from '../../src/testing/platform.ts';
import { runCommand } from './command.ts';
import { runHere } from './run-here.ts';

const manifest = fileURLToPath(new URL('../../package.json', import.meta.url));
const webhook = ['simulate', '--webhook', 'http://localhost:3000/gptbots'];

describe('gptbots-human', () => {
  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
    expect(await runCommand(['--version']).ended).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    [['--help'], ['simulate', 'doctor', '--version']],
    [
      ['simulate', '--help'],
      ['--webhook', '--secret', '--port', '--allow-host', '--wait-timeout', '--idle-timeout', '--api-key', '--fault'],
    ],
    [
      ['doctor', '-h'],
      ['--secret', '--api-key', '--api-base-url', '--no-api', '--json', '--verbose'],
    ],
    [
      ['help', 'simulate'],
      ['--webhook', 'GPTBOTS_WEBHOOK_SECRET', 'GPTBOTS_API_KEY', 'The command line is visible to others'],
    ],
    [
      ['help', 'doctor'],
      ['--api-base-url', 'GPTBOTS_WEBHOOK_SECRET', 'GPTBOTS_API_KEY', 'The command line is visible to others'],
    ],
    [
      ['help', 'sql'],
      ['sql postgres', '--schema', 'migratePostgres'],
    ],
    [['help'], ['simulate', 'doctor', 'sql', 'help <command>']],
  ])('%j prints help on standard output, with %j', async (args, expected) => {
    const { exitCode, stdout, stderr } = await runHere(args);
    for (const word of expected) expect(stdout).toContain(word);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const longest = Math.max(...stdout.split('\n').map((line) => line.length));
    expect(longest, 'expected lines that fit on a terminal').toBeLessThanOrEqual(80);
  });

  it('lists every fault in the help on simulate', async () => {
    const { stdout } = await runHere(['simulate', '--help']);
    const words = stdout.split(/[\s,]+/);
    expect(words).toEqual(expect.arrayContaining([...apiFaults, ...webhookFaults]));
  });
});

describe('a command that cannot be understood', () => {
  it.each([
    [[], 'No command was given'],
    [['frobnicate'], 'There is no command frobnicate.'],
    [['--frobnicate'], 'There is no option --frobnicate.'],
    [['sql'], 'The name of a database is missing'],
    [['sql', 'mysql'], 'There is SQL for postgres only.'],
    [['sql', 'postgres', '--schema', 'a"b'], '--schema takes'],
    [['simulat'], 'There is no command simulat. Did you mean simulate?'],
    [['dcotor'], 'There is no command dcotor. Did you mean doctor?'],
    [['--hlep'], 'There is no option --hlep. Did you mean --help?'],
    [['help', 'docter'], 'There is no help on docter. Did you mean doctor?'],
    [['http://localhost:3000/gptbots'], 'Before the URL comes a command: simulate or doctor.'],
    [['simulate'], 'The base URL of your webhook is missing'],
    [['simulate', '--webhook'], '--webhook has no value behind it.'],
    [['simulate', 'localhost:3000'], 'The base URL has to be a URL such as'],
    [['simulate', '--webhook', 'localhost:3000'], '--webhook has to be a URL'],
    [['simulate', '--webhook', 'http://localhost:3000?token=abc'], '--webhook must have no user, query or fragment'],
    [[...webhook, '--frobnicate'], 'There is no option --frobnicate.'],
    [[...webhook, '--sekret', 'x'], 'There is no option --sekret. Did you mean --secret?'],
    [[...webhook, '--wait', '3'], 'There is no option --wait. Did you mean --wait-timeout?'],
    [[...webhook, '--api_key=x'], 'There is no option --api_key. Did you mean --api-key?'],
    [[...webhook, '--__proto__', 'x'], 'There is no option --__proto__.'],
    [[...webhook, 'mysecret'], 'One base URL was expected'],
    [[...webhook, '--port', '65536'], '--port has to be a number from 0 to 65535'],
    [[...webhook, '--port', 'abc'], '--port has to be a number from 0 to 65535'],
    [[...webhook, '--wait-timeout', '0'], '--wait-timeout has to be a number of seconds above 0'],
    [[...webhook, '--idle-timeout', '1e9'], '--idle-timeout has to be a number of seconds above 0'],
    [[...webhook, '--secret', ''], '--secret is empty: is the variable set in this terminal?'],
    [[...webhook, '--secret', '-abc'], 'one that begins with a dash goes into --secret=<value>.'],
    [[...webhook, '--allow-host', 'host.example:80'], '--allow-host has to be the name of a host'],
    [[...webhook, '--api-key', ''], '--api-key is empty: is the variable set in this terminal?'],
    [[...webhook, '--api-key', 'schlüssel'], '--api-key holds a character that is no ASCII letter, digit or sign'],
    [['doctor', 'http://localhost', '--api-key', 'a key'], '--api-key holds a character that is no ASCII letter'],
    [[...webhook, '--secret', 'a\nb'], '--secret holds a line break.'],
    [
      [...webhook, '--fault', 'api:frobnicate'],
      '--fault api:frobnicate is not known. Known are api:refuse, api:reset-before',
    ],
    [[...webhook, '--fault', 'webhook:duplicat'], 'is not known. Did you mean webhook:duplicate? Known are api:refuse'],
    [[...webhook, '--fault', 'reorder@0.1'], 'is not known. Did you mean webhook:reorder? Known are api:refuse'],
    [[...webhook, '--fault', 'api:500@2'], '--fault api:500@2: behind the @ comes a probability up to 1, or once.'],
    [['doctor'], 'The base URL of your webhook is missing'],
    [['doctor', 'ftp://localhost'], 'The base URL has to be a URL'],
    [['doctor', 'http://localhost', 'http://localhost'], 'One base URL was expected'],
    [['doctor', 'http://localhost', '--webhook', 'http://localhost'], 'One base URL was expected'],
    [['doctor', 'http://localhost', '--json=yes'], '--json takes no value.'],
  ])('%j: says %j', (args, message) => {
    expect(() => parseCommand(args, {})).toThrow(UsageError);
    expect(() => parseCommand(args, {})).toThrow(message);
  });

  it.each([
    [['doctor', 'http://localhost', 'mysecret']],
    [[...webhook, 'mysecret']],
    [['doctor', 'mysecret']],
    [['https://localhost/mysecret']],
    [[...webhook, '--sekret=mysecret']],
    [[...webhook, '--secret', '-mysecret']],
    [[...webhook, '--api-key', 'mysecretü']],
  ])('%j: what may be a secret is not repeated', async (args) => {
    const { exitCode, stdout, stderr } = await runHere(args);
    expect(stdout + stderr).toMatch(/^gptbots-human: .*\n$/);
    expect(stdout + stderr).not.toContain('mysecret');
    expect(exitCode).toBe(2);
  });

  it.each([
    [['frobnicate']],
    [[...webhook, '--secret', '-abc']],
    [[...webhook, '--frobnicate']],
    [['doctor', 'ftp://localhost']],
  ])('%j: one line on standard error says so, and where to read on, with exit code 2', async (args) => {
    const { exitCode, stdout, stderr } = await runHere(args);
    expect(stderr).toMatch(/^gptbots-human: .*\. See gptbots-human (simulate |doctor )?--help\.\n$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  it.each([[['doctor', '--json']], [['frobnicate', '--json']], [['doctor', 'localhost', '--json']]])(
    '%j: prints that as JSON too, with exit code 2',
    async (args) => {
      const { exitCode, stdout, stderr } = await runHere(args);
      expect(JSON.parse(stdout)).toEqual({ ok: false, error: expect.stringMatching(/--help\.$/), cases: [] });
      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
    },
  );
});

describe('a fault of its own', () => {
  it('is one line without a stack trace and without secrets, or JSON', () => {
    const said: string[] = [];
    vi.spyOn(console, 'error').mockImplementation((text) => void said.push(text));
    vi.spyOn(console, 'log').mockImplementation((text) => void said.push(text));
    const args = ['doctor', '--secret', 'a-first-secret', '--api-key=another-key'];
    const error = new TypeError('Bearer a-first-secret,\nanother-key\u001b[2J');
    expect(reportFailure(error, args)).toBe(2);
    expect(reportFailure(error, [...args, '--json'])).toBe(2);
    const line = 'It stopped by a fault of its own, please report it: TypeError: Bearer [redacted], [redacted]';
    expect(said[0]).toBe(`gptbots-human: ${line}`);
    expect(JSON.parse(said[1] ?? '')).toEqual({ ok: false, error: line, cases: [] });
  });
});

describe('any text', () => {
  const options = ['--secret', '--api-key', '--port', '--fault', '--webhook', '--json', '--', '-h', '--allow-host'];
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.constantFrom(
      'http:localhost',
      'http:\\\\localhost',
      ' http://localhost ',
      'http://[::1',
      'http://a b',
      'HTTP://x',
    ),
    fc.constantFrom('http://localhost:99999', 'http://:80', 'https://user:x@localhost', 'http://xn--', 'http://%00'),
  );

  it('is understood as a URL, or refused in one line', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom('doctor', 'simulate'), (text, command) => {
        const parsed = understood([command, '--', text]);
        if (typeof parsed === 'string' || !('options' in parsed)) return;
        const { options } = parsed;
        if (!('webhook' in options)) return;
        // What both need: an absolute URL of http or https.
        expect(options.webhook).toMatch(/^https?:\/\/[^/]/);
        expect(() => createPlatform().connect(options.webhook)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it('is taken for arguments, or refused in one line', () => {
    const args = fc.array(fc.oneof(fc.constantFrom(...options, 'doctor', 'simulate', 'help'), texts), { maxLength: 6 });
    fc.assert(
      fc.property(args, (all) => void understood(all)),
      { numRuns: 2000 },
    );
  });

  it('is bounded in length', () => {
    const url = `http://localhost/${'/'.repeat(100_000)}x`;
    expect(understood(['doctor', url])).toBe('The base URL is longer than 2000 characters.');
    expect(understood(['x'.repeat(100_000)])).toMatch(/^There is no command/);
  });

  it('is answered in one line by the command itself', async () => {
    const texts = ['http://user:x@localhost', 'javascript:alert(1)', '\u001b[2J\nhttp://x', 'http://localhost:99999'];
    const ended = await Promise.all(texts.map((text) => runCommand(['doctor', '--', text]).ended));
    for (const { exitCode, stdout, stderr } of ended) {
      expect(stderr).toMatch(/^gptbots-human: \P{Cc}* See gptbots-human doctor --help\.\n$/u);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    }
  });

  function understood(args: string[]): ReturnType<typeof parseCommand> | string {
    try {
      return parseCommand(args, {});
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return error.message;
    }
  }
});

describe('the secret and the key', () => {
  const env = { GPTBOTS_WEBHOOK_SECRET: 'of-env', GPTBOTS_API_KEY: 'key-of-env' };

  it.each([['simulate'], ['doctor']])('come from the environment, or from the options of %s', (command) => {
    const url = 'http://localhost';
    expect(parseCommand([command, url], env)).toMatchObject({
      options: {
        secret: { value: 'of-env', from: 'GPTBOTS_WEBHOOK_SECRET' },
        apiKey: { value: 'key-of-env', from: 'GPTBOTS_API_KEY' },
      },
    });
    expect(parseCommand([command, url, '--secret', 'given', '--api-key', 'key'], env)).toMatchObject({
      options: { secret: { value: 'given', from: '--secret' }, apiKey: { value: 'key', from: '--api-key' } },
    });
    expect(parseCommand([command, url], {})).toMatchObject({ options: { secret: undefined, apiKey: undefined } });
  });

  it('of GPTBots is not looked at with --no-api', () => {
    expect(parseCommand(['doctor', 'http://localhost', '--no-api'], { GPTBOTS_API_KEY: 'ü' })).toMatchObject({
      options: { apiKey: undefined, isApiSkipped: true },
    });
    expect(() => parseCommand(['doctor', 'http://localhost'], { GPTBOTS_API_KEY: 'ü' })).toThrow(
      'GPTBOTS_API_KEY holds a character that is no ASCII letter',
    );
  });
});
