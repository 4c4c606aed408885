import * as z from 'zod';
import { GptBotsHumanError } from '../internal/error.ts';
import { parseOptions } from '../internal/options.ts';
import { readThrown } from '../internal/thrown.ts';
import { ask, checkVersion } from './answers.ts';
import type { PostgresPool } from './postgres-pool.ts';
import { schemaName } from './schema-name.ts';
import { migrationSql } from './sql/migration.ts';
import { raw } from './sql/sql.ts';

const optionsSchema = z.strictObject({ schema: schemaName });

/**
 * Makes the tables of `postgresStore`, or brings them up to date. It may be run again, and by several instances at once. Whoever
 * runs it needs the right to create a schema, or to create tables in one that is there.
 *
 * @param options `schema`: where the tables are. @default 'gptbots_human'
 * @throws {GptBotsHumanError} kind `store`, when Postgres refuses, or when the tables are of a newer version
 */
export async function migratePostgres(
  pool: PostgresPool,
  options: { schema?: string | undefined } = {},
): Promise<void> {
  const { schema } = parseOptions(optionsSchema, options);
  try {
    await pool.query(migrationSql(schema));
  } catch (error) {
    const { name, message } = readThrown(error);
    // Nothing of a customer is in a migration: the message may be told.
    throw new GptBotsHumanError(
      `The tables in the schema "${schema}" could not be made in Postgres: ${message || name}. Check that it can be reached, and that its user may create them. It is safe to try again.`,
      { kind: 'store', delivery: 'not_sent', cause: { name, message } },
    );
  }
  const [row] = await ask(
    { pool, schema, prepare: false },
    raw(`select min_version::text as version from "${schema}".store`),
  );
  checkVersion(schema, row?.[0] ?? null);
}
