import type { Given } from './parse-arguments.ts';
import { UsageError } from './usage-error.ts';

/** The variables of the environment, as `process.env` has them. */
export type Env = Record<string, string | undefined>;

/** A secret, and where it is from: an option, or a variable of the environment. */
export interface Secret {
  value: string;
  from: string;
}

/** The webhook's secret: of --secret, else of GPTBOTS_WEBHOOK_SECRET. */
export function webhookSecret(given: Given, env: Env, command: string): Secret | undefined {
  return secretOf('--secret', given.text('secret'), command) ?? fromEnv('GPTBOTS_WEBHOOK_SECRET', env, command);
}

/** The API key: of --api-key, else of GPTBOTS_API_KEY. */
export function apiKey(given: Given, env: Env, command: string): Secret | undefined {
  const key = secretOf('--api-key', given.text('api-key'), command) ?? fromEnv('GPTBOTS_API_KEY', env, command);
  if (key === undefined || /^[\u0021-\u007e]+$/.test(key.value)) return key;
  throw new UsageError(
    `${key.from} holds a character that is no ASCII letter, digit or sign; copy the key again.`,
    command,
  );
}

// An empty variable counts as not set.
function fromEnv(variable: string, env: Env, command: string): Secret | undefined {
  return secretOf(variable, env[variable] || undefined, command);
}

function secretOf(from: string, given: string | undefined, command: string): Secret | undefined {
  const value = given?.trim();
  if (value === undefined) return undefined;
  // Empty where a shell's variable is not set.
  if (value === '') throw new UsageError(`${from} is empty: is the variable set in this terminal?`, command);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no HTTP header can carry them
  if (/[\u0000-\u001f\u007f]/.test(value)) throw new UsageError(`${from} holds a line break.`, command);
  return { value, from };
}

const maxUrlLength = 2000;

/** A base URL of http or https, as a browser would write it. */
export function baseUrl(name: string, value: string, command: string): string {
  if (value.length > maxUrlLength) throw new UsageError(`${name} is longer than ${maxUrlLength} characters.`, command);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError(`${name} has to be a URL such as http://localhost:3000/gptbots.`, command);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new UsageError(`${name} must have no user, query or fragment; a secret goes to --secret.`, command);
  }
  return url.href;
}

/** The base URL of the webhook: the one argument, or the value of --webhook. */
export function webhookUrl(given: Given, command: string): string {
  const urls = [...given.texts('webhook').slice(-1), ...given.positionals];
  const [url] = urls;
  if (url === undefined) {
    throw new UsageError('The base URL of your webhook is missing, such as http://localhost:3000/gptbots.', command);
  }
  // The value is not repeated: it may be a secret.
  if (urls.length > 1) {
    throw new UsageError(
      'One base URL was expected, and then came another argument; a secret goes to --secret.',
      command,
    );
  }
  return baseUrl(given.isSet('webhook') ? '--webhook' : 'The base URL', url, command);
}

/** A port, 0 for a free one. */
export function port(name: string, value: string, command: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new UsageError(`${name} has to be a number from 0 to 65535, not ${value}.`, command);
}

/** A number of seconds, in milliseconds. */
export function milliseconds(name: string, value: string, command: string): number {
  const seconds = Number(value);
  // A timer cannot wait longer than this.
  if (/^[\d.]+$/.test(value) && seconds > 0 && seconds <= 2_147_483) return seconds * 1000;
  throw new UsageError(`${name} has to be a number of seconds above 0, not ${value}.`, command);
}

/** The names of hosts, without a port. */
export function hostNames(name: string, values: readonly string[], command: string): string[] {
  return values.map((value) => {
    if (/^[\w.-]{1,253}$/.test(value)) return value.toLowerCase();
    throw new UsageError(`${name} has to be the name of a host such as host.docker.internal, without a port.`, command);
  });
}
