import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

const KEY_BYTES = 32;
const PATTERN = /^[0-9a-f]{64}\s*$/;
/** Rights of the group and of others. */
const FOREIGN_RIGHTS = 0o077;

/** Others may read the key file, and it cannot be closed to them. */
export class KeyExposedError extends Error {
  readonly code = 'key-exposed';
  constructor(path: string, options?: ErrorOptions) {
    super(`others may read ${path}: chmod 600 it, as its owner`, options);
    this.name = 'KeyExposedError';
  }
}

/**
 * Writes a new random key (32 bytes as hex, mode 0600) and returns it. Never overwrites: an existing file is an error
 * (EEXIST), because the data made with its key could not be read any more.
 */
export function createKeyFile(path: string): Uint8Array {
  const key = randomBytes(KEY_BYTES);
  writeDurably(path, textOf(key), 'wx');
  // The data may lie in another folder, whose names are safe sooner.
  syncFolder(dirname(path));
  return new Uint8Array(key);
}

/** Puts a key in the place of the one that is there: whole, or not at all. On disk when it returns. */
export function replaceKeyFile(path: string, key: Uint8Array): void {
  replaceFile(path, textOf(key));
}

/**
 * A key file that others may read is closed to them first.
 * @param onMended told that it was open to others until now: who else has the key?
 * @throws where the file is missing (ENOENT) or does not hold 32 bytes of hex; KeyExposedError
 */
export function loadKeyFile(path: string, onMended: () => void = () => undefined): Uint8Array {
  const text = readFileSync(path, 'utf8');
  if (!PATTERN.test(text)) throw new Error(`${path} is not a key file (64 hex digits)`);
  if (closeToOthers(path)) onMended();
  return new Uint8Array(Buffer.from(text.trim(), 'hex'));
}

/** @returns whether others had rights until now. @throws KeyExposedError */
function closeToOthers(path: string): boolean {
  // Windows shows 0666 for every file and keeps rights elsewhere: the folder of a person is his own there.
  const isOpen = (): boolean => process.platform !== 'win32' && (statSync(path).mode & FOREIGN_RIGHTS) !== 0;
  if (!isOpen()) return false;
  try {
    chmodSync(path, 0o600);
  } catch (cause) {
    throw new KeyExposedError(path, { cause });
  }
  // A file system without rights (a USB stick's FAT) takes the call and changes nothing.
  if (isOpen()) throw new KeyExposedError(path);
  return true;
}

const textOf = (key: Uint8Array): string => `${Buffer.from(key).toString('hex')}\n`;

/** A small file with a secret in it, in the place of another, mode 0600, on disk when it returns. */
export function replaceFile(path: string, text: string): void {
  const part = `${path}.part`;
  rmSync(part, { force: true });
  writeDurably(part, text, 'wx');
  renameSync(part, path);
  syncFolder(dirname(path));
}

function writeDurably(path: string, text: string, flags: 'wx'): void {
  const handle = openSync(path, flags, 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  // The mode given to open is narrowed by the umask only; a file system without modes ignores both.
  chmodSync(path, 0o600);
}

/** The name of a new file is on disk with its folder; Windows has no such call and writes names through. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
