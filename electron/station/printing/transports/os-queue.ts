import { spawn } from 'node:child_process';
import type { PrinterLanguage } from '../../../../shared/codec/printer/index.ts';
import { askCupsQueue } from './cups.ts';
import { WINDOWS_RAW_SCRIPT } from './windows-raw.ts';
import { errnoOf } from './deadline.ts';
import type { Outcome, SendOptions, Transport } from './types.ts';

export interface OsQueueOptions {
  /** Name of the queue as the operating system lists it. */
  readonly queue: string;
  readonly platform: 'cups' | 'windows';
  /** for tests: another program than `lp` or `powershell.exe` */
  readonly program?: string;
}

/**
 * A queue of the operating system, used raw: CUPS (`lp -o raw`) on Linux and macOS, the RAW spooler on Windows.
 * The program is started without a shell and gets the bytes on its standard input. What comes back is only that the
 * spooler took the job.
 *
 * The Windows path has not been run on Windows yet.
 */
export function createOsQueueTransport(options: OsQueueOptions): Transport {
  return {
    // The RAW spooler of Windows has no way back to the printer.
    ...(options.platform === 'cups'
      ? {
          queryStatus: (_language: PrinterLanguage, deadlineMs: number, signal?: AbortSignal) =>
            askCupsQueue(options.queue, deadlineMs, signal),
        }
      : {}),
    async send(bytes, send) {
      if (send.signal?.aborted) return { kind: 'not_sent', code: 'aborted' };
      if (!isQueueName(options.queue, options.platform)) return { kind: 'not_sent', code: 'bad_queue_name' };
      const run = options.platform === 'cups' ? cups(options) : windows(options);
      return run(bytes, send);
    },
  };
}

/** CUPS: no white space, `/`, `#`, quotes or leading `-`. Windows: also spaces and `\\server\printer`. */
export function isQueueName(name: string, platform: OsQueueOptions['platform']): boolean {
  return platform === 'cups'
    ? /^(?!-)[\p{L}\p{N}_.+@:-]{1,127}$/u.test(name)
    : /^(?!-)[\p{L}\p{N} _.,+@:()#&/\\-]{1,220}$/u.test(name);
}

type Run = (bytes: Uint8Array, options: SendOptions) => Promise<Outcome>;

function cups({ queue, program = 'lp' }: OsQueueOptions): Run {
  return async (bytes, options) => {
    const end = await runProgram(program, ['-d', queue, '-o', 'raw', '-t', 'packline'], bytes, options, {
      // Messages are read below: in one language.
      LC_ALL: 'C',
      LANG: 'C',
    });
    if (end.kind !== 'exit') return end.outcome;
    if (end.code === 0) return { kind: 'sent_unconfirmed', code: 'spooled' };
    // The spooler refuses before it takes the job.
    if (/does not exist|no such|unknown destination|invalid destination/i.test(end.errors)) {
      return { kind: 'not_sent', code: 'no_such_queue' };
    }
    if (/not accepting|rejecting/i.test(end.errors)) return { kind: 'not_sent', code: 'not_accepting' };
    if (
      /unable to connect|connection refused|scheduler is not running|bad file descriptor/i.test(end.errors)
    ) {
      return { kind: 'not_sent', code: 'no_spooler' };
    }
    return { kind: 'unknown', code: 'spooler_failed', bytesWritten: end.written };
  };
}

/** The script's own exit codes. */
const WINDOWS_NO_PRINTER = 11;
const WINDOWS_NO_JOB = 12;

function windows({ queue, program = 'powershell.exe' }: OsQueueOptions): Run {
  return async (bytes, options) => {
    const args = [
      '-NoProfile',
      '-NonInteractive',
      '-ExecutionPolicy',
      'Bypass',
      '-Command',
      WINDOWS_RAW_SCRIPT,
    ];
    // The name goes through the environment: it is never part of a command line.
    const end = await runProgram(program, args, bytes, options, { PACKLINE_QUEUE: queue });
    if (end.kind !== 'exit') return end.outcome;
    if (end.code === 0) return { kind: 'sent_unconfirmed', code: 'spooled' };
    if (end.code === WINDOWS_NO_PRINTER) return { kind: 'not_sent', code: 'no_such_queue' };
    if (end.code === WINDOWS_NO_JOB) return { kind: 'not_sent', code: 'not_accepting' };
    return { kind: 'unknown', code: 'spooler_failed', bytesWritten: end.written };
  };
}

type End =
  | { readonly kind: 'exit'; readonly code: number; readonly errors: string; readonly written: number }
  | { readonly kind: 'no_exit'; readonly outcome: Outcome };

function runProgram(
  program: string,
  args: readonly string[],
  bytes: Uint8Array,
  { connectMs, progressMs, closeMs, signal }: SendOptions,
  environment: Record<string, string>,
): Promise<End> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'pipe'],
      windowsHide: true,
      env: { ...process.env, ...environment },
    });
    let errors = '';
    let finished = false;
    const finish = (end: End): void => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve(end);
    };
    const giveUp = (code: 'stalled' | 'aborted'): void => {
      child.kill('SIGKILL');
      const outcome: Outcome = { kind: 'unknown', code, bytesWritten: bytes.length };
      finish({ kind: 'no_exit', outcome });
    };
    const abort = (): void => giveUp('aborted');
    const timer = setTimeout(() => giveUp('stalled'), connectMs + progressMs + closeMs);
    signal?.addEventListener('abort', abort);

    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text.slice(0, 4096)));
    // The program may end without reading: its exit code tells, not the broken pipe.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      const code = errnoOf(error) === 'EACCES' ? 'no_rights' : 'no_spooler';
      finish({ kind: 'no_exit', outcome: { kind: 'not_sent', code } });
    });
    child.on('close', (code) => {
      finish({ kind: 'exit', code: code ?? -1, errors, written: bytes.length });
    });
    child.stdin.end(bytes);
  });
}
