import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';

const KEY_BYTES = 32;
/** Rights of the group and of others. */
const FOREIGN_RIGHTS = 0o077;

/** No key, or none that can be used; the message is for whoever starts the hub. */
export class HubKeyError extends Error {
  readonly code = 'hub_key';
}

/** `HUB_KEY`: 64 hex digits, or base64 of 32 bytes. @throws HubKeyError */
export function parseKey(text: string): Uint8Array {
  const plain = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(plain) ? Buffer.from(plain, 'hex') : Buffer.from(plain, 'base64');
  if (key.length !== KEY_BYTES) throw new HubKeyError('a hub key is 64 hex digits, or base64 of 32 bytes');
  return new Uint8Array(key);
}

/**
 * The key with which private data are sealed in the store: of the file, which is made (mode 0600) where it may be. Others'
 * right to read it is taken away.
 * @param fresh is there no data yet? A new key would make what is there unreadable
 * @throws HubKeyError
 */
export function keyFromFile(path: string, fresh: boolean): Uint8Array {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (!fresh) throw new HubKeyError(`the data are there, and their key ${path} is not: bring it back`);
    return makeKeyFile(path);
  }
  if (process.platform !== 'win32' && (statSync(path).mode & FOREIGN_RIGHTS) !== 0) chmodSync(path, 0o600);
  return parseKey(text);
}

/** On disk when it returns. Never overwrites. */
function makeKeyFile(path: string): Uint8Array {
  const key = randomBytes(KEY_BYTES);
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${key.toString('hex')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return new Uint8Array(key);
}
