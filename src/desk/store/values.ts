import { GptBotsHumanError } from '../../internal/error.ts';

/** What is written: JSON without objects. */
export type Value = string | number | null | Value[];

/** Something that is so, or absent. */
export function flag(value: boolean | undefined): 1 | null {
  return value ? 1 : null;
}

/** What is at the end, and absent, is not written. */
export function trimmed(values: Value[]): Value[] {
  let { length } = values;
  while (length > 0 && values[length - 1] === null) length--;
  return values.slice(0, length);
}

/** The error for what only a newer version can read. */
export function newerData(sign: string): GptBotsHumanError {
  return new GptBotsHumanError(
    `The store's data was written by a newer version of gptbots-human (${sign}). Nothing was changed. Use the newer version on all instances.`,
    { kind: 'store', delivery: 'not_sent' },
  );
}
