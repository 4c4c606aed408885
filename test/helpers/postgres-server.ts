import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';
import { describeWhere } from './describe-where.ts';
import { host, type Owner, type ServerProcess, startServerProcess } from './server-process.ts';

/** A Postgres of the test's own. */
export interface PostgresServer extends ServerProcess {
  url: string;
}

/** Whether there is a Postgres on this machine. */
export function hasPostgres(): boolean {
  return binaries() !== undefined;
}

/** A suite that needs a Postgres. Without one it is skipped and says so, but on CI it fails. */
export function describeWithPostgres(name: string, body: () => void): void {
  const advice = 'install Postgres 14 or later, for example with: apt-get install postgresql';
  describeWhere(hasPostgres() ? undefined : `no Postgres server was found; ${advice}`, name, body);
}

/**
 * Starts a Postgres, and resolves once it answers. Whoever starts it stops it; it also ends with this process, however that ends.
 *
 * @param options `config`: settings as in postgresql.conf. Without `isDurable` it does not wait for the disk.
 */
export function startPostgresServer({
  config = {},
  isDurable = false,
}: {
  config?: Record<string, string>;
  isDurable?: boolean;
} = {}): Promise<PostgresServer> {
  const options = ['--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'];
  return startIn((folder) => run('initdb', ['--pgdata', folder, ...options]), {
    ...(isDurable ? {} : volatile),
    ...config,
  });
}

/** Starts a standby of a server; `promote` it to take over. */
export function startPostgresStandby(primary: PostgresServer): Promise<PostgresServer> {
  const from = ['--host', host, '--port', `${primary.port}`, '--username', 'postgres'];
  const how = ['--write-recovery-conf', '--checkpoint', 'fast', '--no-sync'];
  return startIn((folder) => run('pg_basebackup', ['--pgdata', folder, ...from, ...how]), volatile);
}

/** Makes a standby a server that takes writes. */
export async function promote({ folder }: PostgresServer): Promise<void> {
  await run('pg_ctl', ['promote', '--wait', '--pgdata', folder]);
}

const volatile = { fsync: 'off', full_page_writes: 'off' };

async function startIn(
  prepare: (folder: string) => Promise<void>,
  config: Record<string, string>,
): Promise<PostgresServer> {
  const server = await startServerProcess({
    name: 'Postgres',
    program: programOf('postgres'),
    owner: owner(),
    prepare,
    args: ({ port, folder }) => {
      const own = {
        port: `${port}`,
        listen_addresses: host,
        unix_socket_directories: folder,
        max_connections: '200',
        // It takes transaction ids of its own whenever it likes, and so makes positions less exact.
        autovacuum: 'off',
      };
      return [
        '-D',
        folder,
        ...Object.entries({ ...own, ...config }).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
      ];
    },
    answers: (port) => answers(urlOf(port)),
  });
  return Object.assign(server, { url: urlOf(server.port) });
}

function urlOf(port: number): string {
  return `postgres://postgres@${host}:${port}/postgres`;
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function run(program: string, args: string[]): Promise<void> {
  const child = spawn(programOf(program), args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: tmpdir(), ...owner() });
  let log = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (text) => (log += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${log}`);
}

// Postgres refuses to run as root.
function owner(): Owner {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function programOf(name: string): string {
  return join(binaries() ?? '', name);
}

// Debian keeps them out of the PATH, a folder for each version.
function binaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : [];
  const folders = versions.map((version) => join(debian, version, 'bin'));
  folders.push(...(process.env.PATH ?? '').split(delimiter));
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}
