import type * as z from 'zod';

/** The paths of the fields a schema refuses, `''` for the whole; empty when it takes the value. */
export function wrongFields(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return error?.issues.map(({ path }) => path.join('.')) ?? [];
}
