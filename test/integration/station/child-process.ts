import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createChannel } from '../../../shared/rpc/index.ts';
import type { Channel } from '../../../shared/rpc/index.ts';

const ENTRY = fileURLToPath(new URL('./child-station.ts', import.meta.url));

/** A station in a process of its own; the contract goes over its standard streams, one JSON message a line. */
export interface Child {
  readonly channel: Channel;
  readonly pid: number;
  /** `kill -9`: nothing is finished, nothing is told. */
  kill(): Promise<void>;
  end(): Promise<void>;
}

/** @throws Error with the child's last words where it does not start; `code` is the failure that it named */
export async function startChild(
  dir: string,
  options: {
    readonly log: string[];
    readonly fileLimitKiB?: number;
    /** Added to the environment. */
    readonly env?: NodeJS.ProcessEnv;
  },
): Promise<Child> {
  const node = [process.execPath, ENTRY, dir];
  // A write beyond the limit fails as on a full disk; without the trap the signal would end the process.
  const limited = `trap '' XFSZ; ulimit -f ${options.fileLimitKiB ?? 0}; exec "$@"`;
  const [command = '', ...args] =
    options.fileLimitKiB === undefined ? node : ['bash', '-c', limited, 'station', ...node];
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  // A killed child breaks its pipes.
  child.stdin.on('error', () => undefined);
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const side = createChannel({
    send: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    close: () => void child.stdin.end(),
  });
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors.push(line);
    options.log.push(line);
  });
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as { started?: true; failed?: string };
      if (message.started) resolve();
      else if (message.failed !== undefined)
        reject(Object.assign(new Error(message.failed), { code: message.failed }));
      else side.receive(message);
    });
    void gone.then(() => reject(new Error(`the child ended: ${errors.slice(-5).join(' | ')}`)));
  });
  void gone.then(() => side.closed());
  await ready;
  return {
    channel: side.channel,
    pid: child.pid ?? 0,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async end() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(timer);
    },
  };
}
