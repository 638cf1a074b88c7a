import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { safeStorage } from 'electron';
import { defaultKeyFile, passphraseFile, sealedKeyFile } from '../../shared/contract/data-folder.ts';

const KEY_BYTES = 32;

/** Base64 of the data key, or the file that holds it. */
export type DataKey = { readonly key: string } | { readonly keyFile: string };

class KeyError extends Error {
  readonly code = 'key-wrong';
}

/**
 * The data key of a folder. A key file that is there is used (the folder was begun in the browser host). Else the key
 * is sealed with the operating system's key store; where there is none (or only Linux's `basic_text`, which anyone
 * can open), a key file is used. A key that is there is never replaced.
 * @throws an error with code `key-wrong` (as rejection) where the sealed key cannot be opened
 */
export async function loadDataKey(dataDir: string): Promise<DataKey> {
  const keyFile = defaultKeyFile(dataDir, process.platform);
  const sealed = sealedKeyFile(dataDir, process.platform);
  // What a passphrase opens, the station opens (PACKLINE_PASSPHRASE).
  if (existsSync(keyFile) || existsSync(passphraseFile(dataDir, process.platform))) return { keyFile };
  if (existsSync(sealed)) return { key: await unseal(sealed) };
  if (!(await hasKeyStore())) return { keyFile };
  const key = randomBytes(KEY_BYTES).toString('base64');
  await seal(sealed, key);
  return { key };
}

async function hasKeyStore(): Promise<boolean> {
  if (process.platform === 'linux') {
    const backend = safeStorage.getSelectedStorageBackend();
    if (backend === 'basic_text' || backend === 'unknown') return false;
  }
  return safeStorage.isAsyncEncryptionAvailable();
}

async function unseal(file: string): Promise<string> {
  try {
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(await readFile(file));
    if (Buffer.from(result, 'base64').length !== KEY_BYTES) throw new KeyError('not a key');
    if (shouldReEncrypt) await seal(file, result);
    return result;
  } catch {
    throw new KeyError('the key store does not open the key');
  }
}

/** On disk, with fsync and under its name, before any data are written with it. */
async function seal(file: string, key: string): Promise<void> {
  const bytes = await safeStorage.encryptStringAsync(key);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const part = await open(`${file}.part`, 'w', 0o600);
  try {
    await part.writeFile(bytes);
    await part.sync();
  } finally {
    await part.close();
  }
  await rename(`${file}.part`, file);
}
