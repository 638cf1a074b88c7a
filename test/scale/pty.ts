import { spawn, type ChildProcess } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import { FRAMES } from './frames.ts';

/** A scale on a pair of pseudo-terminals: the station opens `path`. Speed and parity mean nothing on such a line. */
export interface PtyScale {
  readonly path: string;
  grams: number;
  moving: boolean;
  /** Lets it say nothing. */
  silent: boolean;
  unplug(): Promise<void>;
  plug(): Promise<void>;
  close(): Promise<void>;
}

const QUESTIONS: Readonly<Record<string, string>> = { and: 'Q\r\n', mt_sics: 'SI\r\n', mt_8217: 'W' };
const NO_SOCAT = 'socat is needed to make pseudo-terminals and was not found (Debian: apt-get install socat)';

export async function createPtyScale(path: string, name: string, everyMs = 50): Promise<PtyScale> {
  const end = `${path}.scale`;
  const make = FRAMES[name];
  if (!make) throw new Error(name);
  let socat: ChildProcess | undefined;
  let port: SerialPort | undefined;
  let timer: NodeJS.Timeout | undefined;
  const question = QUESTIONS[name];
  const state = { grams: 0, moving: false, silent: false };

  const say = (): void => {
    if (!state.silent && port?.isOpen === true) port.write(Buffer.from(make(state)));
  };
  let heard = '';
  const hear = (bytes: Buffer): void => {
    heard = (heard + bytes.toString('latin1')).slice(-16);
    if (name === 'cas') {
      if (bytes.includes(0x05)) port?.write(Buffer.of(6));
      if (bytes.includes(0x11)) say();
    } else if (question !== undefined && heard.includes(question)) {
      heard = '';
      say();
    }
  };

  const plug = async (): Promise<void> => {
    await Promise.all([rm(path, { force: true }), rm(end, { force: true })]);
    const child = spawn('socat', [`pty,raw,echo=0,link=${path}`, `pty,raw,echo=0,link=${end}`], {
      stdio: 'ignore',
    });
    socat = child;
    let failed: Error | undefined;
    child.once('error', (error) => (failed = error));
    child.once('exit', (code) => (failed ??= new Error(`socat ended with ${String(code)}`)));
    while (!isLink(path) || !isLink(end)) {
      if (failed) throw 'code' in failed && failed.code === 'ENOENT' ? new Error(NO_SOCAT) : failed;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const opened = new SerialPort({ path: end, baudRate: 9600, autoOpen: false });
    opened.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => opened.open((error) => (error ? reject(error) : resolve())));
    port = opened;
    opened.on('data', hear);
    if (question === undefined && name !== 'cas') timer = setInterval(say, everyMs);
  };

  const unplug = async (): Promise<void> => {
    clearInterval(timer);
    const [child, open] = [socat, port];
    socat = undefined;
    port = undefined;
    if (open?.isOpen === true) await new Promise<void>((resolve) => open.close(() => resolve()));
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
  };

  await plug();
  return Object.assign(state, { path, plug, unplug, close: unplug });
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
