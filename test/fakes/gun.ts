import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { constants, lstatSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** A serial gun on a pair of pseudo-terminals: the station opens `path`, the gun writes into the other end. */
export interface PtyGun {
  readonly path: string;
  /** Writes the bytes and waits until the system has taken them all. */
  type(text: string | Uint8Array): Promise<void>;
  /** Pulls the cable: the station's port is gone. */
  unplug(): Promise<void>;
  /** Puts the cable back under the same path. */
  plug(): Promise<void>;
  close(): Promise<void>;
}

const NO_SOCAT = 'socat is needed to make pseudo-terminals and was not found (Debian: apt-get install socat)';

/** @param path where the station finds the gun; `path + '.gun'` is the gun's own end. */
export async function createPtyGun(path: string): Promise<PtyGun> {
  const end = `${path}.gun`;
  let socat: ChildProcess | undefined;
  let handle: FileHandle | undefined;

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
    handle = await openForWriting(end);
  };

  const unplug = async (): Promise<void> => {
    const child = socat;
    socat = undefined;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
    await handle?.close();
    handle = undefined;
  };

  await plug();
  return {
    path,
    async type(text) {
      if (!handle) throw new Error('the gun is unplugged');
      await writeAll(handle, text);
    },
    unplug,
    plug,
    async close() {
      await unplug();
      await Promise.all([rm(path, { force: true }), rm(end, { force: true })]);
    },
  };
}

/** Opens an existing device for writing; never makes or overwrites a file of that name. */
export async function openForWriting(path: string): Promise<FileHandle> {
  const handle = await open(path, constants.O_WRONLY | constants.O_NOCTTY);
  if ((await handle.stat()).isCharacterDevice()) return handle;
  await handle.close();
  throw new Error(`${path} is no device`);
}

export async function writeAll(handle: FileHandle, text: string | Uint8Array): Promise<void> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  for (let from = 0; from < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, from);
    from += bytesWritten;
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
