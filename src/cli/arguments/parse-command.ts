import type { DoctorOptions } from '../doctor/doctor.ts';
import type { HelpTopic } from '../help.ts';
import { parseFault } from '../simulate/fault-option.ts';
import type { SimulateOptions } from '../simulate/simulate.ts';
import { didYouMean } from './did-you-mean.ts';
import { parseArguments } from './parse-arguments.ts';
import { UsageError } from './usage-error.ts';
import { apiKey, baseUrl, type Env, hostNames, milliseconds, port, webhookSecret, webhookUrl } from './values.ts';

/** What the arguments ask for. */
export type Command =
  | { name: 'help'; topic: HelpTopic }
  | { name: 'version' }
  | { name: 'simulate'; options: SimulateOptions }
  | { name: 'doctor'; options: DoctorOptions };

/**
 * Reads the arguments of the command line.
 *
 * @throws {UsageError} naming what is wrong
 */
export function parseCommand(args: string[], env: Env): Command {
  const [first, ...rest] = args;
  if (first === 'simulate') return parseSimulate(rest, env);
  if (first === 'doctor') return parseDoctor(rest, env);
  if (first === '--help' || first === '-h' || first === 'help') return { name: 'help', topic: helpTopic(rest) };
  if (first === '--version' || first === '-v') return { name: 'version' };
  if (first === undefined) throw new UsageError('No command was given; there are simulate and doctor.');
  if (first.startsWith('-')) {
    throw new UsageError(`There is no option ${first}.${didYouMean(first, ['--help', '--version'])}`);
  }
  // The value is not repeated: it may be a secret.
  if (/^https?:/i.test(first)) throw new UsageError('Before the URL comes a command: simulate or doctor.');
  throw new UsageError(`There is no command ${first}.${didYouMean(first, ['simulate', 'doctor', 'help'])}`);
}

function helpTopic([topic]: string[]): HelpTopic {
  if (topic === undefined || topic === 'simulate' || topic === 'doctor') return topic;
  if (topic.startsWith('-')) return undefined;
  throw new UsageError(`There is no help on ${topic}.${didYouMean(topic, ['simulate', 'doctor'])}`);
}

function parseSimulate(args: string[], env: Env): Command {
  const command = 'simulate';
  const given = parseArguments(command, args, {
    webhook: 'text',
    secret: 'text',
    port: 'text',
    'allow-host': 'text',
    'wait-timeout': 'text',
    'idle-timeout': 'text',
    'api-key': 'text',
    fault: 'text',
    help: 'flag',
  });
  if (given.isSet('help')) return { name: 'help', topic: command };
  return {
    name: command,
    options: {
      webhook: webhookUrl(given, command),
      secret: webhookSecret(given, env, command),
      port: port('--port', given.text('port') ?? '4010', command),
      allowedHosts: hostNames('--allow-host', given.texts('allow-host'), command),
      waitTimeoutMs: milliseconds('--wait-timeout', given.text('wait-timeout') ?? '60', command),
      idleTimeoutMs: milliseconds('--idle-timeout', given.text('idle-timeout') ?? '600', command),
      apiKey: apiKey(given, env, command),
      faults: given.texts('fault').map((fault) => parseFault(fault)),
    },
  };
}

function parseDoctor(args: string[], env: Env): Command {
  const command = 'doctor';
  const given = parseArguments(command, args, {
    webhook: 'text',
    secret: 'text',
    'api-key': 'text',
    'api-base-url': 'text',
    'no-api': 'flag',
    json: 'flag',
    verbose: 'flag',
    help: 'flag',
  });
  if (given.isSet('help')) return { name: 'help', topic: command };
  const apiBaseUrl = given.text('api-base-url') ?? (env.GPTBOTS_BASE_URL || 'https://api.gptbots.ai');
  return {
    name: command,
    options: {
      webhook: webhookUrl(given, command),
      secret: webhookSecret(given, env, command),
      apiKey: given.isSet('no-api') ? undefined : apiKey(given, env, command),
      isApiSkipped: given.isSet('no-api'),
      apiBaseUrl: baseUrl(given.isSet('api-base-url') ? '--api-base-url' : 'GPTBOTS_BASE_URL', apiBaseUrl, command),
      isJson: given.isSet('json'),
      isVerbose: given.isSet('verbose'),
    },
  };
}
