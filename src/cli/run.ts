import { existsSync, readFileSync } from 'node:fs';
import { isGptBotsHumanError } from '../internal/error.ts';
import { readThrown } from '../internal/thrown.ts';
import { parseCommand } from './arguments/parse-command.ts';
import { UsageError } from './arguments/usage-error.ts';
import { runDoctor } from './doctor/doctor.ts';
import { helpOn } from './help.ts';
import { printable } from './printable.ts';
import { runSimulate } from './simulate/simulate.ts';

/** Runs the command that the arguments ask for. Resolves to the exit code, and never rejects. */
export async function run(args: string[]): Promise<number> {
  try {
    const command = parseCommand(args, process.env);
    if (command.name === 'help') console.log(helpOn(command.topic));
    else if (command.name === 'version') console.log(packageVersion());
    else if (command.name === 'doctor') return await runDoctor(command.options);
    else return await runSimulate(command.options);
    return 0;
  } catch (error) {
    return reportFailure(error, args);
  }
}

/** Says in one line why the command does not go on; with --json, as JSON. Returns the exit code. */
export function reportFailure(error: unknown, args: readonly string[]): number {
  const isExpected = error instanceof UsageError || isGptBotsHumanError(error);
  const text = printable(failureText(error), isExpected ? [] : secretsOf(args), 1000);
  // Shaped like a report, so that the same code can read both.
  if (isJsonAsked(args)) console.log(JSON.stringify({ ok: false, error: text, cases: [] }, null, 2));
  else console.error(`gptbots-human: ${text}`);
  return 2;
}

function failureText(error: unknown): string {
  if (error instanceof UsageError) {
    return `${error.message} See gptbots-human ${error.command ? `${error.command} ` : ''}--help.`;
  }
  if (isGptBotsHumanError(error)) return error.message;
  const { name, message } = readThrown(error);
  return `It stopped by a fault of its own, please report it: ${name}: ${message}`;
}

// An unexpected error may contain anything.
function secretsOf(args: readonly string[]): (string | undefined)[] {
  const { GPTBOTS_WEBHOOK_SECRET, GPTBOTS_API_KEY } = process.env;
  const given = args.flatMap((arg, index) => {
    if (arg === '--secret' || arg === '--api-key') return [args[index + 1]];
    return /^--(secret|api-key)=/.test(arg) ? [arg.slice(arg.indexOf('=') + 1)] : [];
  });
  return [...given, GPTBOTS_WEBHOOK_SECRET, GPTBOTS_API_KEY];
}

function isJsonAsked(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? undefined : end).includes('--json');
}

function packageVersion(): string {
  // From dist/ it is one folder up, from src/cli/ two.
  const candidates = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
  const manifest = candidates.find((path) => existsSync(path));
  return manifest ? JSON.parse(readFileSync(manifest, 'utf8')).version : 'unknown';
}
