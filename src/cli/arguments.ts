import { parseArgs } from 'node:util';
import type { DoctorOptions } from './doctor.ts';
import { type FaultOption, parseFault } from './fault-option.ts';
import type { HelpTopic } from './help.ts';
import type { SimulateOptions } from './simulate.ts';
import { UsageError } from './usage-error.ts';

/** What the arguments ask for. */
export type Command =
  | { name: 'help'; topic: HelpTopic }
  | { name: 'version' }
  | { name: 'simulate'; options: SimulateOptions }
  | { name: 'doctor'; options: DoctorOptions };

type Env = Record<string, string | undefined>;

/**
 * Reads the arguments of the command line.
 *
 * @throws {UsageError} naming what is wrong
 */
export function parseCommand(args: string[], env: Env): Command {
  const [first, ...rest] = args;
  if (first === 'simulate') return parseSimulate(rest, env);
  if (first === 'doctor') return parseDoctor(rest, env);
  if (first === '--help' || first === '-h' || first === 'help') return { name: 'help', topic: undefined };
  if (first === '--version' || first === '-v') return { name: 'version' };
  if (first === undefined) throw new UsageError('No command was given; there are simulate and doctor.');
  throw new UsageError(`There is no ${first.startsWith('-') ? 'option' : 'command'} ${first}.`);
}

const secretVariable = 'GPTBOTS_WEBHOOK_SECRET';
const text = { type: 'string' } as const;
const help = { type: 'boolean', short: 'h' } as const;

function parseSimulate(args: string[], env: Env): Command {
  const { values, positionals } = explained('simulate', () =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        webhook: text,
        secret: text,
        port: text,
        'wait-timeout': text,
        'idle-timeout': text,
        'api-key': text,
        fault: { type: 'string', multiple: true },
        help,
      },
    }),
  );
  if (values.help) return { name: 'help', topic: 'simulate' };
  const wrong = (message: string) => new UsageError(message, 'simulate');
  if (positionals.length > 0) throw wrong('There is an argument with no option before it.');
  if (values.webhook === undefined) throw wrong('--webhook is missing: the base URL your webhook is mounted at.');
  const faults = (values.fault ?? []).map((fault): FaultOption => parseFault(fault));
  return {
    name: 'simulate',
    options: {
      webhook: baseUrl('--webhook', values.webhook, 'simulate'),
      secret: secretOf(values, env, 'simulate'),
      port: port(values.port ?? '4010'),
      waitTimeoutMs: milliseconds('--wait-timeout', values['wait-timeout'] ?? '60'),
      idleTimeoutMs: milliseconds('--idle-timeout', values['idle-timeout'] ?? '600'),
      apiKey: apiKeyOf(values['api-key'], 'simulate'),
      faults,
    },
  };
}

function parseDoctor(args: string[], env: Env): Command {
  const { values, positionals } = explained('doctor', () =>
    parseArgs({
      args,
      allowPositionals: true,
      options: { secret: text, 'api-key': text, 'api-base-url': text, json: { type: 'boolean' }, help },
    }),
  );
  if (values.help) return { name: 'help', topic: 'doctor' };
  const [target, surplus] = positionals;
  if (target === undefined) throw new UsageError('The base URL of your webhook is missing.', 'doctor');
  // Not what it is: that may be a secret.
  if (surplus !== undefined) {
    throw new UsageError(
      'One base URL was expected, and then came another argument; a secret goes to --secret.',
      'doctor',
    );
  }
  const apiBaseUrl = values['api-base-url'] ?? (env.GPTBOTS_BASE_URL || 'https://api.gptbots.ai');
  return {
    name: 'doctor',
    options: {
      webhook: baseUrl('The base URL', target, 'doctor'),
      secret: secretOf(values, env, 'doctor'),
      apiKey: apiKeyOf(values['api-key'], 'doctor'),
      apiBaseUrl: baseUrl('The API base URL', apiBaseUrl, 'doctor'),
      json: values.json ?? false,
    },
  };
}

// parseArgs says more than one line. Its first sentence is what is wrong; of the advice behind it, only that on a value
// that starts with a dash helps here.
function explained<T>(command: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const [sentence] = text.split(/\.\s|\n/);
    const [hint] = /To specify an option argument starting with a dash use '[^']+'/.exec(text) ?? [];
    const said = [sentence, hint].filter((part) => part !== undefined);
    throw new UsageError(said.map((part) => `${part.replace(/\.$/, '')}.`).join(' '), command);
  }
}

function secretOf(values: { secret?: string | undefined }, env: Env, command: string): string | undefined {
  return (
    filled('--secret', values.secret, command) ?? filled(secretVariable, env[secretVariable] || undefined, command)
  );
}

function filled(name: string, value: string | undefined, command: string): string | undefined {
  const trimmed = value?.trim();
  // Empty where a shell's variable is not set.
  if (trimmed === '') throw new UsageError(`${name} is empty: is the variable set in this terminal?`, command);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no HTTP header can carry them
  if (trimmed && /[\u0000-\u001f\u007f]/.test(trimmed)) throw new UsageError(`${name} holds a line break.`, command);
  return trimmed;
}

// The value itself is not said: it is secret.
function apiKeyOf(value: string | undefined, command: string): string | undefined {
  const key = filled('--api-key', value, command);
  if (key === undefined || /^[\u0021-\u007e]+$/.test(key)) return key;
  throw new UsageError(
    '--api-key holds a character that is no ASCII letter, digit or sign; copy the key again.',
    command,
  );
}

function baseUrl(name: string, value: string, command: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError(`${name} has to be a URL such as http://localhost:3000/gptbots.`, command);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new UsageError(`${name} must have no user, query or fragment; a secret goes to --secret.`, command);
  }
  return value;
}

function port(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new UsageError(`--port has to be a number from 0 to 65535, not ${value}.`, 'simulate');
}

function milliseconds(name: string, value: string): number {
  const seconds = Number(value);
  // A timer cannot wait longer than this.
  if (/^[\d.]+$/.test(value) && seconds > 0 && seconds <= 2_147_483) return seconds * 1000;
  throw new UsageError(`${name} has to be a number of seconds above 0, not ${value}.`, 'simulate');
}
