// A desk of one or several instances: each runs this, with the same database and the same schema.
import type { GptBotsHumanClient } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { migratePostgres, postgresStore } from 'gptbots-human/postgres';
import { Pool } from 'pg';

export async function openDesk(client: GptBotsHumanClient, secret: string, connectionString: string) {
  const pool = new Pool({ connectionString });
  pool.on('error', (error) => console.error(error.message)); // without this, a lost connection ends the process
  await migratePostgres(pool);
  const desk = createDesk({ client, secret, store: postgresStore(pool) });
  const close = () => desk.shutdown().then(() => pool.end());
  return { desk, close };
}
