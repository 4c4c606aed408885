import * as z from 'zod';
import { defaultSchema, schemaPattern } from './sql/migration.ts';

/** The option `schema`. */
export const schemaName = z
  .string()
  .regex(schemaPattern, 'expected up to 63 letters, digits and underscores, no digit first')
  .default(defaultSchema);
