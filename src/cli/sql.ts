import { migrationSql } from '../postgres/sql/migration.ts';

/** What `sql` was asked for. */
export interface SqlOptions {
  /** Where the tables are to be. */
  schema: string;
}

/** What `migratePostgres` runs. */
export function sqlOf({ schema }: SqlOptions): string {
  return migrationSql(schema).trimEnd();
}
