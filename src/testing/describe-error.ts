import { foreignText } from '../internal/foreign-text.ts';
import { type Cause, rootCauses } from '../internal/root-causes.ts';
import { readSafely } from '../internal/thrown.ts';

/**
 * Anything thrown, in the words of the runtime: the codes and messages of what lies behind it, the innermost first. Never
 * throws, and gives one short line.
 *
 * @param shown takes secrets out of it
 */
export function describeError(error: unknown, shown: (text: string) => string = foreignText): string {
  const causes = rootCauses(error).map((cause) => wordsOf(cause) || (readSafely(() => String(error)) ?? 'unknown'));
  // One host name may have two addresses, and one error each.
  return shown([...new Set(causes)].join('; ').trim()) || 'unknown';
}

function wordsOf({ code, name, message }: Cause): string {
  const label = typeof code === 'string' ? code : name;
  return [label, message].filter((part) => typeof part === 'string' && part).join(': ');
}
