import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const CUPSD = '/usr/sbin/cupsd';
/** A busy machine may take its time. */
const START_MS = 60_000;
const run = promisify(execFile);

/** Why printing through CUPS is not tested on this machine; undefined where it is. */
export function cupsProblem(): string | undefined {
  if (process.platform !== 'linux') return 'a private cupsd is tested on Linux only';
  if (!existsSync(CUPSD)) return 'no cupsd here (Debian: apt-get install cups)';
  return undefined;
}

export interface PrivateCups {
  /** For `CUPS_SERVER`: host and port. */
  readonly server: string;
  /** A raw queue that sends to a TCP port of this machine. */
  addRawQueue(name: string, port: number): Promise<void>;
  /** As somebody at the printer's page would: no more printing, or printing again. */
  pause(name: string, paused: boolean): Promise<void>;
  /** Takes no jobs, or takes them again. */
  accept(name: string, accepting: boolean): Promise<void>;
  log(): string;
  stop(): Promise<void>;
}

/** A print service with folders, port and user of its own; nothing of the machine's own print service is touched. */
export async function startPrivateCups(): Promise<PrivateCups> {
  const folder = mkdtempSync(join(tmpdir(), 'packline-cups-'));
  const port = await freePort();
  const at = (...parts: string[]): string => join(folder, ...parts);
  for (const part of ['etc/ssl', 'etc/ppd', 'spool/tmp', 'cache', 'run', 'log'])
    mkdirSync(at(part), { recursive: true });
  const root = process.getuid?.() === 0;
  writeFileSync(at('etc', 'cupsd.conf'), daemonConfig(port));
  writeFileSync(at('etc', 'cups-files.conf'), filesConfig(folder, root));
  if (root) giveToPrinterUser(folder);

  const daemon = spawn(CUPSD, ['-f', '-c', at('etc', 'cupsd.conf'), '-s', at('etc', 'cups-files.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  daemon.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const log = (): string =>
    `${said}\n${existsSync(at('log', 'error')) ? readFileSync(at('log', 'error'), 'utf8') : ''}`;
  const server = `127.0.0.1:${String(port)}`;
  const env = { ...process.env, CUPS_SERVER: server, LC_ALL: 'C', LANG: 'C' };
  const admin = async (program: string, ...args: string[]): Promise<void> => {
    await run(program, args, { env, timeout: START_MS });
  };

  const deadline = Date.now() + START_MS;
  while (!(await answers(env))) {
    if (daemon.exitCode !== null || Date.now() > deadline) {
      await end(daemon);
      throw new Error(`cupsd did not start: ${log().slice(-2000)}`);
    }
    await delay(50);
  }
  return {
    server,
    log,
    addRawQueue: (name, to) =>
      admin('lpadmin', '-p', name, '-E', '-v', `socket://127.0.0.1:${String(to)}`, '-m', 'raw'),
    pause: (name, paused) => admin(paused ? 'cupsdisable' : 'cupsenable', name),
    accept: (name, accepting) => admin(accepting ? 'cupsaccept' : 'cupsreject', name),
    async stop() {
      await end(daemon);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const daemonConfig = (port: number): string => `
LogLevel warn
Listen 127.0.0.1:${String(port)}
Browsing Off
DefaultAuthType None
DefaultEncryption Never
WebInterface No
JobRetryInterval 1
<Location />
  Order allow,deny
  Allow from 127.0.0.1
</Location>
<Location /admin>
  AuthType None
  Order allow,deny
  Allow from 127.0.0.1
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
`;

const filesConfig = (folder: string, root: boolean): string => `
ServerRoot ${folder}/etc
DataDir /usr/share/cups
DocumentRoot /usr/share/cups/doc-root
ServerBin /usr/lib/cups
RequestRoot ${folder}/spool
TempDir ${folder}/spool/tmp
CacheDir ${folder}/cache
StateDir ${folder}/run
ServerKeychain ${folder}/etc/ssl
AccessLog ${folder}/log/access
ErrorLog ${folder}/log/error
PageLog ${folder}/log/page
${root ? 'User lp\nGroup lp\nSystemGroup root' : ''}
`;

/** cupsd, started by root, runs its backends as the user `lp`. */
function giveToPrinterUser(folder: string): void {
  const lp = /^lp:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (!lp) throw new Error('there is no user "lp"');
  chmodSync(folder, 0o755);
  const parts = ['', 'etc', 'etc/ssl', 'etc/ppd', 'spool', 'spool/tmp', 'cache', 'run', 'log'];
  for (const part of [...parts, 'etc/cupsd.conf', 'etc/cups-files.conf'])
    chownSync(join(folder, part), Number(lp[1]), Number(lp[2]));
}

async function answers(env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    const { stdout } = await run('lpstat', ['-r'], { env, timeout: 5000 });
    return stdout.includes('is running');
  } catch {
    return false; // not yet
  }
}

async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const gone = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  const timer = setTimeout(() => daemon.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(timer);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
