// A desk that keeps its sessions in a file: after a restart it goes on where it was.
import Database from 'better-sqlite3';
import type { GptBotsHumanClient } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { sqliteStore } from 'gptbots-human/sqlite';

export function openDesk(client: GptBotsHumanClient, secret: string, path: string) {
  const database = new Database(path);
  const desk = createDesk({ client, secret, store: sqliteStore(database) });
  const close = () => desk.shutdown().then(() => database.close());
  return { desk, close };
}
