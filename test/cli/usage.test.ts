import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/cli/arguments.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { apiFaults, webhookFaults } from '../../src/testing/faults.ts';
import { runCommand } from './command.ts';

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
      ['--webhook', '--secret', '--port', '--wait-timeout', '--idle-timeout', '--api-key', '--fault'],
    ],
    [
      ['doctor', '-h'],
      ['--secret', '--api-key', '--api-base-url', '--json'],
    ],
  ])('%j prints help on standard output, with %j', async (args, expected) => {
    const { exitCode, stdout, stderr } = await runCommand(args).ended;
    for (const word of expected) expect(stdout).toContain(word);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const longest = Math.max(...stdout.split('\n').map((line) => line.length));
    expect(longest, 'expected lines that fit on a terminal').toBeLessThanOrEqual(120);
  });

  it('lists every fault in the help on simulate', async () => {
    const { stdout } = await runCommand(['simulate', '--help']).ended;
    const words = stdout.split(/[\s,]+/);
    expect(words).toEqual(expect.arrayContaining([...apiFaults, ...webhookFaults]));
  });
});

describe('a command that cannot be understood', () => {
  it.each([
    [[], 'No command was given'],
    [['frobnicate'], 'There is no command frobnicate.'],
    [['--frobnicate'], 'There is no option --frobnicate.'],
    [['simulate'], '--webhook is missing'],
    [['simulate', '--webhook'], "Option '--webhook <value>' argument missing."],
    [['simulate', '--webhook', 'localhost:3000'], '--webhook has to be a URL'],
    [['simulate', '--webhook', 'http://localhost:3000?token=abc'], '--webhook must have no user, query or fragment'],
    [[...webhook, '--frobnicate'], "Unknown option '--frobnicate'."],
    [[...webhook, 'mysecret'], 'There is an argument with no option before it.'],
    [[...webhook, '--port', '65536'], '--port has to be a number from 0 to 65535'],
    [[...webhook, '--port', 'abc'], '--port has to be a number from 0 to 65535'],
    [[...webhook, '--wait-timeout', '0'], '--wait-timeout has to be a number of seconds above 0'],
    [[...webhook, '--idle-timeout', '1e9'], '--idle-timeout has to be a number of seconds above 0'],
    [[...webhook, '--secret', ''], '--secret is empty: is the variable set in this terminal?'],
    [[...webhook, '--secret', '-abc'], "Option '--secret' argument is ambiguous. To specify an option argument"],
    [[...webhook, '--api-key', ''], '--api-key is empty: is the variable set in this terminal?'],
    [[...webhook, '--api-key', 'schlüssel'], '--api-key holds a character that is no ASCII letter, digit or sign'],
    [['doctor', 'http://localhost', '--api-key', 'a key'], '--api-key holds a character that is no ASCII letter'],
    [[...webhook, '--secret', 'a\nb'], '--secret holds a line break.'],
    [[...webhook, '--fault', 'api:frobnicate'], '--fault api:frobnicate is not known'],
    [[...webhook, '--fault', 'webhook:refuse'], '--fault webhook:refuse is not known'],
    [[...webhook, '--fault', 'api:500@2'], '--fault api:500@2: behind the @ comes a probability up to 1, or once.'],
    [['doctor'], 'The base URL of your webhook is missing.'],
    [['doctor', 'ftp://localhost'], 'The base URL has to be a URL'],
    [['doctor', 'http://localhost', 'http://localhost'], 'One base URL was expected'],
    [['doctor', 'http://localhost', '--webhook', 'x'], "Unknown option '--webhook'."],
  ])('%j: says %j', (args, message) => {
    expect(() => parseCommand(args, {})).toThrow(UsageError);
    expect(() => parseCommand(args, {})).toThrow(message);
  });

  it.each([
    [['doctor', 'http://localhost', 'mysecret']],
    [[...webhook, 'mysecret']],
    [[...webhook, '--api-key', 'mysecretü']],
  ])('%j: what may be a secret is not repeated', async (args) => {
    const { exitCode, stdout, stderr } = await runCommand(args).ended;
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
    const { exitCode, stdout, stderr } = await runCommand(args).ended;
    expect(stderr).toMatch(/^gptbots-human: .*\. See gptbots-human (simulate |doctor )?--help\.\n$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });
});
