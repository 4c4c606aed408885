import { type ParseArgsConfig, parseArgs } from 'node:util';
import { didYouMean } from './did-you-mean.ts';
import type { DoctorOptions } from './doctor/doctor.ts';
import { UsageError } from './failure.ts';
import type { HelpTopic } from './help.ts';
import {
  apiKey,
  baseUrl,
  type Env,
  fault,
  fileName,
  hostName,
  milliseconds,
  port,
  schemaOf,
  webhookSecret,
  webhookUrl,
} from './option-values.ts';
import type { SimulateOptions } from './simulate/simulate.ts';
import type { SqlOptions } from './sql.ts';

/** What the arguments ask for. */
export type Command =
  | { name: 'help'; topic: HelpTopic }
  | { name: 'version' }
  | { name: 'simulate'; options: SimulateOptions }
  | { name: 'doctor'; options: DoctorOptions }
  | { name: 'sql'; options: SqlOptions };

/**
 * Reads the arguments of the command line.
 *
 * @throws {UsageError} naming what is wrong
 */
export function parseCommand(args: string[], env: Env): Command {
  const [first, ...rest] = args;
  if (first === 'simulate') return parseSimulate(rest, env);
  if (first === 'doctor') return parseDoctor(rest, env);
  if (first === 'sql') return parseSql(rest);
  if (first === '--help' || first === '-h' || first === 'help') return { name: 'help', topic: helpTopic(rest) };
  if (first === '--version' || first === '-v') return { name: 'version' };
  if (first === undefined) throw new UsageError('No command was given; there are simulate, doctor and sql.');
  if (first.startsWith('-')) {
    throw new UsageError(`There is no option ${first}.${didYouMean(first, ['--help', '--version'])}`);
  }
  // The value is not repeated: it may be a secret.
  if (/^https?:/i.test(first)) throw new UsageError('Before the URL comes a command: simulate or doctor.');
  throw new UsageError(`There is no command ${first}.${didYouMean(first, ['simulate', 'doctor', 'sql', 'help'])}`);
}

function helpTopic([topic]: string[]): HelpTopic {
  if (topic === undefined || topic === 'simulate' || topic === 'doctor' || topic === 'sql') return topic;
  if (topic.startsWith('-')) return undefined;
  throw new UsageError(`There is no help on ${topic}.${didYouMean(topic, ['simulate', 'doctor', 'sql'])}`);
}

const sharedOptions = {
  webhook: { type: 'string' },
  secret: { type: 'string' },
  'api-key': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const simulateOptions = {
  ...sharedOptions,
  port: { type: 'string', default: '4010' },
  'allow-host': { type: 'string', multiple: true, default: [] as string[] },
  'wait-timeout': { type: 'string', default: '60' },
  'idle-timeout': { type: 'string', default: '600' },
  fault: { type: 'string', multiple: true, default: [] as string[] },
  record: { type: 'string' },
  replay: { type: 'string' },
} as const;

function parseSimulate(args: string[], env: Env): Command {
  const { values, positionals } = parseOptions(args, simulateOptions);
  if (values.help) return { name: 'help', topic: 'simulate' };
  if (values.record !== undefined && values.replay !== undefined) {
    throw new UsageError('A replay is not recorded: give either --record or --replay.');
  }
  return {
    name: 'simulate',
    options: {
      webhook: webhookUrl(values.webhook, positionals),
      secret: webhookSecret(values.secret, env),
      port: port('--port', values.port),
      allowedHosts: values['allow-host'].map((name) => hostName('--allow-host', name)),
      waitTimeoutMs: milliseconds('--wait-timeout', values['wait-timeout']),
      idleTimeoutMs: milliseconds('--idle-timeout', values['idle-timeout']),
      apiKey: apiKey(values['api-key'], env),
      faults: values.fault.map(fault),
      record: fileName('--record', values.record),
      replay: fileName('--replay', values.replay),
    },
  };
}

const doctorOptions = {
  ...sharedOptions,
  'api-base-url': { type: 'string' },
  'no-api': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
} as const;

function parseDoctor(args: string[], env: Env): Command {
  const { values, positionals } = parseOptions(args, doctorOptions);
  if (values.help) return { name: 'help', topic: 'doctor' };
  const { 'api-base-url': givenUrl, 'no-api': isApiSkipped } = values;
  return {
    name: 'doctor',
    options: {
      webhook: webhookUrl(values.webhook, positionals),
      secret: webhookSecret(values.secret, env),
      apiKey: isApiSkipped ? undefined : apiKey(values['api-key'], env),
      isApiSkipped,
      apiBaseUrl:
        givenUrl === undefined
          ? baseUrl('GPTBOTS_BASE_URL', env.GPTBOTS_BASE_URL || 'https://api.gptbots.ai')
          : baseUrl('--api-base-url', givenUrl),
      isJson: values.json,
      isVerbose: values.verbose,
    },
  };
}

const sqlOptions = {
  schema: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

function parseSql(args: string[]): Command {
  const { values, positionals } = parseOptions(args, sqlOptions);
  if (values.help) return { name: 'help', topic: 'sql' };
  const [database, ...more] = positionals;
  if (database === undefined) throw new UsageError('The name of a database is missing: sql postgres.');
  if (database !== 'postgres' || more.length > 0) throw new UsageError('There is SQL for postgres only.');
  return { name: 'sql', options: { schema: schemaOf(values.schema) } };
}

function parseOptions<Options extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: Options) {
  refuseMistakes(args, options);
  return parseArgs({ args, options, allowPositionals: true });
}

// What parseArgs would throw for. Its errors are for the author of a command, and one of them repeats a value, which may be
// a secret.
function refuseMistakes(args: string[], options: NonNullable<ParseArgsConfig['options']>): void {
  const { tokens } = parseArgs({ args, options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const type = Object.hasOwn(options, name) ? options[name]?.type : undefined;
    if (type === undefined) {
      const known = Object.keys(options).map((one) => `--${one}`);
      throw new UsageError(`There is no option ${rawName}.${didYouMean(rawName, known)}`);
    }
    if (type === 'boolean' && value !== undefined) throw new UsageError(`${rawName} takes no value.`);
    if (type === 'string' && value === undefined) throw new UsageError(`${rawName} has no value behind it.`);
    if (type === 'string' && !inlineValue && value?.startsWith('-')) {
      throw new UsageError(
        `${rawName} has no value behind it; one that begins with a dash goes into ${rawName}=<value>.`,
      );
    }
  }
}
