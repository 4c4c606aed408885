import { isGptBotsHumanError } from '../internal/error.ts';
import { readThrown } from '../internal/thrown.ts';
import { printable } from './printable.ts';

/** The command cannot run as it was asked for. The message is a whole sentence, and never repeats what may be a secret. */
export class UsageError extends Error {}

/** Says in one line why the command does not go on; with --json, as JSON. Returns the exit code. */
export function reportFailure(error: unknown, args: readonly string[]): number {
  const isExpected = error instanceof UsageError || isGptBotsHumanError(error);
  const text = printable(failureText(error, args), isExpected ? [] : secretsOf(args), 1000);
  // Shaped like a report, so that the same code can read both.
  if (isJsonAsked(args)) console.log(JSON.stringify({ ok: false, error: text, cases: [] }, null, 2));
  else console.error(`gptbots-human: ${text}`);
  return 2;
}

function failureText(error: unknown, [command]: readonly string[]): string {
  if (error instanceof UsageError) {
    const hasHelp = command === 'simulate' || command === 'doctor';
    return `${error.message} See gptbots-human ${hasHelp ? `${command} ` : ''}--help.`;
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
