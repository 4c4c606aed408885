import { defaultSchema, schemaPattern } from '../postgres/sql/migration.ts';
import { type ApiFault, apiFaults, type FaultPlan, type WebhookFault, webhookFaults } from '../testing/faults.ts';
import { didYouMean } from './did-you-mean.ts';
import { UsageError } from './failure.ts';

// What an option may be. Each throws a UsageError that names the option and what is wrong.

/** The variables of the environment, as `process.env` has them. */
export type Env = Record<string, string | undefined>;

/** A secret, and where it is from: an option, or a variable of the environment. */
export interface Secret {
  value: string;
  from: string;
}

/** The webhook's secret: of --secret, else of GPTBOTS_WEBHOOK_SECRET. */
export function webhookSecret(given: string | undefined, env: Env): Secret | undefined {
  return secretOf('--secret', given) ?? fromEnv('GPTBOTS_WEBHOOK_SECRET', env);
}

/** The API key: of --api-key, else of GPTBOTS_API_KEY. */
export function apiKey(given: string | undefined, env: Env): Secret | undefined {
  const key = secretOf('--api-key', given) ?? fromEnv('GPTBOTS_API_KEY', env);
  if (key === undefined || /^[\u0021-\u007e]+$/.test(key.value)) return key;
  throw new UsageError(`${key.from} holds a character that is no ASCII letter, digit or sign; copy the key again.`);
}

// An empty variable counts as not set.
function fromEnv(variable: string, env: Env): Secret | undefined {
  return secretOf(variable, env[variable] || undefined);
}

function secretOf(from: string, given: string | undefined): Secret | undefined {
  const value = given?.trim();
  if (value === undefined) return undefined;
  // Empty where a shell's variable is not set.
  if (value === '') throw new UsageError(`${from} is empty: is the variable set in this terminal?`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no HTTP header can carry them
  if (/[\u0000-\u001f\u007f]/.test(value)) throw new UsageError(`${from} holds a line break.`);
  return { value, from };
}

/** The base URL of the webhook: the one argument, or the value of --webhook. */
export function webhookUrl(given: string | undefined, positionals: readonly string[]): string {
  const urls = given === undefined ? positionals : [given, ...positionals];
  const [url] = urls;
  if (url === undefined) {
    throw new UsageError('The base URL of your webhook is missing, such as http://localhost:3000/gptbots.');
  }
  // The value is not repeated: it may be a secret.
  if (urls.length > 1) {
    throw new UsageError('One base URL was expected, and then came another argument; a secret goes to --secret.');
  }
  return baseUrl(given === undefined ? 'The base URL' : '--webhook', url);
}

const maxUrlLength = 2000;

/** A base URL of http or https, as a browser would write it. */
export function baseUrl(name: string, value: string): string {
  if (value.length > maxUrlLength) throw new UsageError(`${name} is longer than ${maxUrlLength} characters.`);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError(`${name} has to be a URL such as http://localhost:3000/gptbots.`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new UsageError(`${name} must have no user, query or fragment; a secret goes to --secret.`);
  }
  return url.href;
}

/** A port, 0 for a free one. */
export function port(name: string, value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new UsageError(`${name} has to be a number from 0 to 65535, not ${value}.`);
}

/** A number of seconds, in milliseconds. */
export function milliseconds(name: string, value: string): number {
  const seconds = Number(value);
  // A timer cannot wait longer than this.
  if (/^[\d.]+$/.test(value) && seconds > 0 && seconds <= 2_147_483) return seconds * 1000;
  throw new UsageError(`${name} has to be a number of seconds above 0, not ${value}.`);
}

/** The name of a host, without a port. */
export function hostName(name: string, value: string): string {
  if (/^[\w.-]{1,253}$/.test(value)) return value.toLowerCase();
  throw new UsageError(`${name} has to be the name of a host such as host.docker.internal, without a port.`);
}

/** The name of a file. */
export function fileName(name: string, value: string | undefined): string | undefined {
  // Empty where a shell's variable is not set.
  if (value !== '') return value;
  throw new UsageError(`${name} is empty: it takes the name of a file.`);
}

/** A fault that --fault asks for. */
export type FaultOption =
  | { kind: 'api'; plan: FaultPlan<ApiFault> }
  | { kind: 'webhook'; plan: FaultPlan<WebhookFault> };

/** A fault: `api:500` each time, `api:500@0.1` one time in ten, `api:500@once` the next time. */
export function fault(value: string): FaultOption {
  const [, kind, name, when] = /^(api|webhook):([^@]+)(?:@(.*))?$/.exec(value) ?? [];
  const apiFault = kind === 'api' ? apiFaults.find((one) => one === name) : undefined;
  if (apiFault) return { kind: 'api', plan: planned(value, apiFault, when) };
  const webhookFault = kind === 'webhook' ? webhookFaults.find((one) => one === name) : undefined;
  if (webhookFault) return { kind: 'webhook', plan: planned(value, webhookFault, when) };
  throw new UsageError(unknownFault(value));
}

function planned<Fault>(value: string, fault: Fault, when = '1'): Fault | { fault: Fault; probability: number } {
  if (when === 'once') return fault;
  const probability = Number(when);
  if (/^[\d.]+$/.test(when) && probability > 0 && probability <= 1) return { fault, probability };
  throw new UsageError(`--fault ${value}: behind the @ comes a probability up to 1, or once.`);
}

function unknownFault(value: string): string {
  const all = [...apiFaults.map((name) => `api:${name}`), ...webhookFaults.map((name) => `webhook:${name}`)];
  const [typed = ''] = value.split('@', 1);
  const meant = didYouMean(typed, all) || didYouMean(`api:${typed}`, all) || didYouMean(`webhook:${typed}`, all);
  return `--fault ${typed.slice(0, 60)} is not known.${meant} Known are ${all.join(', ')}.`;
}

/** The name of a schema of Postgres. */
export function schemaOf(value = defaultSchema): string {
  if (schemaPattern.test(value)) return value;
  throw new UsageError('--schema takes up to 63 letters, digits and underscores, and no digit first.');
}
