import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

/** Debian keeps each version in a folder of its own. */
const DEBIAN = '/usr/lib/postgresql';
const OLDEST = 15;
/** A busy machine may take its time. */
const START_MS = 50_000;

/** The folder of PostgreSQL's programs, or why there is none. */
export function findPostgres(): { readonly bin: string } | { readonly problem: string } {
  if (process.platform === 'win32') return { problem: 'PostgreSQL is tested on Unix only' };
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
  const debian = versions.filter((version) => version >= OLDEST).sort((a, b) => a - b);
  const folders = [
    ...debian.map((version) => join(DEBIAN, String(version), 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  const bin = folders.find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
  if (!bin) return { problem: 'no PostgreSQL 15 or newer here (Debian: apt-get install postgresql)' };
  if (process.getuid?.() === 0 && !postgresUser()) {
    return { problem: 'PostgreSQL refuses root, and there is no user "postgres"' };
  }
  return { bin };
}

/** Why the tests with PostgreSQL are skipped on this machine; undefined where they are not. */
export function postgresProblem(): string | undefined {
  const found = findPostgres();
  return 'problem' in found ? found.problem : undefined;
}

export interface PostgresServer {
  /** A new, empty database: its URL for `HUB_DATABASE_URL`. */
  createDatabase(): Promise<string>;
  /** SIGKILL, as a crash or a power cut. */
  kill(): Promise<void>;
  /** Starts it again on the same data. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/**
 * One real server with the data in a folder of its own and a Unix socket there; nobody else on the machine can reach it.
 * It ends with this process, in whatever way that ends. Commits wait for the disk.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const found = findPostgres();
  if ('problem' in found) throw new Error(found.problem);
  const user = process.getuid?.() === 0 ? postgresUser() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'packline-pg-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const program = (name: string): string => join(found.bin, name);
  const identity = { ...user, cwd: folder };
  // The data of a test's server need not outlive the machine while they are made.
  execFileSync(
    program('initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...identity, stdio: 'ignore' },
  );
  const urlOf = (database: string): string =>
    `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;

  let keeper: ChildProcess | undefined;
  let databases = 0;

  function launch(): ChildProcess {
    const log = openSync(join(folder, 'log'), 'a');
    const args = ['-c', KEEPER, 'keeper', folder, program('postgres'), '-D', data, ...settings(folder)];
    const child = spawn('/bin/sh', args, { ...identity, stdio: ['pipe', log, log] });
    closeSync(log);
    return child;
  }

  async function start(): Promise<void> {
    keeper = launch();
    const until = performance.now() + START_MS;
    while (!(await answers(urlOf('postgres')))) {
      if (performance.now() > until) {
        throw new Error(
          `PostgreSQL does not start:\n${readFileSync(join(folder, 'log'), 'utf8').slice(-2_000)}`,
        );
      }
      await delay(50);
      // Processes of a killed server take a moment to notice; until then a new one refuses the data.
      if (keeper.exitCode !== null) keeper = launch();
    }
  }

  async function end(word: 'keep' | ''): Promise<void> {
    if (!keeper || keeper.exitCode !== null) return;
    const gone = once(keeper, 'exit');
    keeper.stdin?.end(`${word}\n`);
    await gone;
  }

  await start();
  return {
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      await command(urlOf('postgres'), `create database ${name}`);
      return urlOf(name);
    },
    async kill() {
      const gone = keeper && once(keeper, 'exit');
      process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
      await gone;
    },
    async restart() {
      await end('keep');
      await start();
    },
    async stop() {
      await end('');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Runs the server until it ends, or until a line comes or the process at the other end of the pipe is gone; then the data
 * go too, unless the line says `keep`.
 */
const KEEPER = `
  folder=$1; shift
  exec 3<&0
  "$@" & server=$!
  (read -r word <&3; echo "$word" >"$folder/told"
    [ "$word" = keep ] && kill -INT $server || kill -QUIT $server) 2>/dev/null & reader=$!
  wait $server
  kill $reader 2>/dev/null
  [ -e "$folder/told" ] || exit 0
  read -r word <"$folder/told"
  rm -f "$folder/told"
  [ "$word" = keep ] || rm -rf "$folder"`;

const settings = (folder: string): string[] =>
  [
    `unix_socket_directories=${folder}`,
    'listen_addresses=',
    'fsync=on',
    // After a crash one call for the whole file system instead of one for each file.
    'recovery_init_sync_method=syncfs',
    'synchronous_commit=on',
    'max_connections=120',
    'shared_buffers=64MB',
  ].flatMap((setting) => ['-c', setting]);

function postgresUser(): { readonly uid: number; readonly gid: number } | undefined {
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith('postgres:'))
    ?.split(':');
  return entry && { uid: Number(entry[2]), gid: Number(entry[3]) };
}

async function answers(url: string): Promise<boolean> {
  try {
    await command(url, 'select 1');
    return true;
  } catch {
    return false;
  }
}

/** One statement as the server's owner, on a connection of its own. */
export async function command(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
