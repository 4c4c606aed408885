import { parseArgs } from 'node:util';
import { didYouMean } from './did-you-mean.ts';
import { UsageError } from './usage-error.ts';

/** The options of a command: those with a value, and those that are there or not. */
export type OptionKinds = Record<string, 'text' | 'flag'>;

/** What was given to a command. */
export interface Given {
  /** The value of an option; of several, the last. */
  text(name: string): string | undefined;
  /** Every value of an option. */
  texts(name: string): string[];
  isSet(name: string): boolean;
  /** What stands there without an option before it. */
  positionals: string[];
}

/**
 * Reads the options of a command. `-h` is `--help`.
 *
 * @throws {UsageError} naming what is wrong, and never a value: that may be a secret
 */
export function parseArguments(command: string, args: string[], kinds: OptionKinds): Given {
  const options = Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [
      name,
      { type: kind === 'text' ? 'string' : 'boolean', ...(name === 'help' ? { short: 'h' } : {}) } as const,
    ]),
  );
  // Not strict: its errors are for the author of a command, and one of them repeats a value.
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const texts = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) {
      const meant = didYouMean(
        rawName,
        Object.keys(kinds).map((known) => `--${known}`),
      );
      throw new UsageError(`There is no option ${rawName}.${meant}`, command);
    }
    if (kind === 'flag' && value !== undefined) throw new UsageError(`${rawName} takes no value.`, command);
    if (kind === 'text' && value === undefined) throw new UsageError(`${rawName} has no value behind it.`, command);
    if (kind === 'text' && !inlineValue && value?.startsWith('-')) {
      throw new UsageError(
        `${rawName} has no value behind it; one that begins with a dash goes into ${rawName}=<value>.`,
        command,
      );
    }
    texts.set(name, [...(texts.get(name) ?? []), value ?? '']);
  }
  return {
    text: (name) => texts.get(name)?.at(-1),
    texts: (name) => texts.get(name) ?? [],
    isSet: (name) => texts.has(name),
    positionals,
  };
}
