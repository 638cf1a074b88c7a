import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

const KEY_BYTES = 32;
const PATTERN = /^[0-9a-f]{64}\s*$/;

/**
 * Writes a new random key (32 bytes as hex, mode 0600) and returns it. Never overwrites: an existing file is an error
 * (EEXIST), because the data made with its key could not be read any more.
 */
export function createKeyFile(path: string): Uint8Array {
  const key = randomBytes(KEY_BYTES);
  const handle = openSync(path, 'wx', 0o600);
  try {
    writeSync(handle, `${key.toString('hex')}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  // The mode given to open is narrowed by the umask only; a file system without modes ignores both.
  chmodSync(path, 0o600);
  return new Uint8Array(key);
}

/** @throws where the file is missing (ENOENT) or does not hold 32 bytes of hex. */
export function loadKeyFile(path: string): Uint8Array {
  const text = readFileSync(path, 'utf8');
  if (!PATTERN.test(text)) throw new Error(`${path} is not a key file (64 hex digits)`);
  return new Uint8Array(Buffer.from(text.trim(), 'hex'));
}
