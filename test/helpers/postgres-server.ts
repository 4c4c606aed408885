import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';
import { beforeAll, describe } from 'vitest';

/** A Postgres of the test's own on a free port. */
export interface PostgresServer {
  host: string;
  port: number;
  url: string;
  /** Of the process that runs now. */
  readonly pid: number;
  /** Where its files are. */
  folder: string;
  /** Ends it and deletes its files. */
  stop(): Promise<void>;
  /** Ends it as a crash does; resolves once it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what it had written to its disk. */
  start(): Promise<void>;
}

const host = '127.0.0.1';

/** A suite that needs a Postgres. Without one it is skipped and says so, but on CI it fails. */
export function describeWithPostgres(name: string, body: () => void): void {
  if (binaries()) {
    describe(name, body);
    return;
  }
  const missing = `No Postgres server was found: "${name}" cannot run. Install Postgres 14 or later, for example with: apt-get install postgresql`;
  if (!process.env.CI) console.warn(missing);
  describe.skipIf(!process.env.CI)(name, () => {
    beforeAll(() => {
      throw new Error(missing);
    });
    body();
  });
}

/**
 * Starts a Postgres, and resolves once it answers. Whoever starts it stops it; it also ends with this process, however that ends.
 *
 * @param options `config`: settings as in postgresql.conf. Without `isDurable` it does not wait for the disk.
 */
export async function startPostgresServer({
  config = {},
  isDurable = false,
}: {
  config?: Record<string, string>;
  isDurable?: boolean;
} = {}): Promise<PostgresServer> {
  const folder = newFolder();
  try {
    await run('initdb', ['--pgdata', folder, '--username', 'postgres', '--auth', 'trust', ...initOptions]);
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      try {
        return await running(port, folder, { ...(isDurable ? {} : volatile), ...config });
      } catch (error) {
        // Somebody else was given the port in between.
        if (attempt === 5 || !String(error).includes('in use')) throw error;
      }
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Starts a standby of a server; `promote` it to take over. */
export async function startPostgresStandby(primary: PostgresServer): Promise<PostgresServer> {
  const folder = newFolder();
  const from = ['--host', host, '--port', `${primary.port}`, '--username', 'postgres'];
  const how = ['--write-recovery-conf', '--checkpoint', 'fast', '--no-sync'];
  try {
    await run('pg_basebackup', ['--pgdata', folder, ...from, ...how]);
    return await running(await freePort(), folder, volatile);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Makes a standby a server that takes writes. */
export async function promote({ folder }: PostgresServer): Promise<void> {
  await run('pg_ctl', ['promote', '--wait', '--pgdata', folder]);
}

const initOptions = ['--encoding', 'UTF8', '--locale', 'C', '--no-sync'];
const volatile = { fsync: 'off', full_page_writes: 'off' };

async function running(port: number, folder: string, config: Record<string, string>): Promise<PostgresServer> {
  const url = `postgres://postgres@${host}:${port}/postgres`;
  let started = await launch(port, folder, url, config);
  const kill = async () => {
    started.guard.kill('SIGKILL');
    await end(started.postgres);
  };
  return {
    host,
    port,
    url,
    folder,
    get pid() {
      return started.postgres.pid ?? 0;
    },
    kill,
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
    async start() {
      started = await launch(port, folder, url, config);
    },
  };
}

async function launch(port: number, folder: string, url: string, config: Record<string, string>) {
  const own = {
    port: `${port}`,
    listen_addresses: host,
    unix_socket_directories: folder,
    max_connections: '200',
    // It takes transaction ids of its own whenever it likes, and so makes positions less exact.
    autovacuum: 'off',
  };
  const settings = Object.entries({ ...own, ...config }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const postgres = spawn(programOf('postgres'), ['-D', folder, ...settings], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user(),
  });
  let log = '';
  for (const output of [postgres.stdout, postgres.stderr]) output.on('data', (text) => (log += text));
  await once(postgres, 'spawn');
  const guard = guarded(postgres, folder);
  while (postgres.exitCode === null) {
    if ((await answers(url)) && postgres.exitCode === null) return { postgres, guard };
    await pause(20);
  }
  guard.kill('SIGKILL');
  throw new Error(`expected Postgres to start on port ${port}, but it ended: ${log}`);
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

// Ends Postgres when this process is gone, also when it was killed: then nobody holds the other end of the pipe any more.
function guarded({ pid }: ChildProcess, folder: string): ChildProcess {
  const guard = spawn('sh', ['-c', 'cat; kill -9 "$0"; rm -rf "$1"', `${pid}`, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  return guard;
}

// Its other processes end by themselves when the first one is gone, and give its memory and its port back.
async function end(postgres: ChildProcess): Promise<void> {
  if (postgres.exitCode !== null || postgres.signalCode !== null) return;
  const exited = once(postgres, 'exit');
  const closed = once(postgres, 'close');
  postgres.kill('SIGKILL');
  await exited;
  await closed;
}

async function run(program: string, args: string[]): Promise<void> {
  const child = spawn(programOf(program), args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: tmpdir(), ...user() });
  let log = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (text) => (log += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${log}`);
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gptbots-human-postgres-'));
  const { uid, gid } = user();
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  chmodSync(folder, 0o700);
  return folder;
}

// Postgres refuses to run as root.
function user(): { uid?: number; gid?: number } {
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('a server on TCP has a port');
  await once(server.close(), 'close');
  return address.port;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
