import { existsSync, rmSync, statSync } from 'node:fs';
import {
  defaultKeyFile,
  passphraseFile as passphraseFileOf,
  sealedKeyFile,
} from '../../../shared/contract/data-folder.ts';
import type { HostFailure } from '../../../shared/contract/failure.ts';
import { DATABASE } from '../database/name.ts';
import { storagePath } from '../storage/claim.ts';
import { loadKeyFile, replaceKeyFile } from '../storage/key-file.ts';
import { newPassphrase, openPassphrase, PassphraseError } from '../storage/passphrase.ts';

/** Where a host without the operating system's key store finds the key of a data folder. */
export interface KeyPlace {
  readonly dataDir: string;
  /** Where it is not the usual one. */
  readonly keyFile?: string | undefined;
}

export interface KeyAsk {
  /** From the environment (`PACKLINE_PASSPHRASE`). */
  readonly passphrase?: string | undefined;
  /** Asks the person at the terminal; absent where there is none. */
  readonly ask?: ((why: 'open' | 'again') => Promise<string>) | undefined;
  /** One line for the log, and for the terminal. */
  readonly say: (line: string) => void;
}

/** Why the data folder cannot be opened; its code says what the person can do. */
export class KeyRefusal extends Error {
  readonly code: HostFailure;
  constructor(code: HostFailure, options?: ErrorOptions) {
    super(code, options);
    this.name = 'KeyRefusal';
    this.code = code;
  }
}

/** Tries at the terminal. */
const TRIES = 3;

const keyFileOf = ({ dataDir, keyFile }: KeyPlace): string =>
  keyFile ?? defaultKeyFile(dataDir, process.platform);

/**
 * The key of a data folder: the key file where there is one, else what the passphrase opens. A new folder gets a passphrase
 * where one is given, else a key file. Where the data are there and their key is not, nothing is made in its place.
 * @returns the key, or the key file to be made
 * @throws KeyRefusal
 */
export async function findKey(
  place: KeyPlace,
  { passphrase, ask, say }: KeyAsk,
): Promise<Uint8Array | { readonly keyFile: string }> {
  const keyFile = keyFileOf(place);
  const parameters = passphraseFileOf(place.dataDir, process.platform);
  if (existsSync(keyFile)) {
    if (passphrase !== undefined)
      say('this data folder is opened by its key file; the passphrase is not used');
    return loadKeyFile(keyFile, () =>
      say(
        'others could read the key file until now; it is closed to them. Change the key: packline keys rotate',
      ),
    );
  }
  if (existsSync(parameters)) return openWith(parameters, passphrase, ask);
  // A new key would make the data that are there unreadable.
  if (existsSync(sealedKeyFile(place.dataDir, process.platform))) throw new KeyRefusal('key-elsewhere');
  if (hasData(place.dataDir)) throw new KeyRefusal('key-missing');
  if (passphrase === undefined) return { keyFile };
  const made = await refusing(() => newPassphrase(passphrase));
  made.keep(parameters);
  return made.key;
}

const hasData = (dataDir: string): boolean =>
  (statSync(storagePath(dataDir, DATABASE), { throwIfNoEntry: false })?.size ?? 0) > 0;

async function openWith(
  parameters: string,
  passphrase: string | undefined,
  ask: KeyAsk['ask'],
): Promise<Uint8Array> {
  if (passphrase !== undefined) return refusing(() => openPassphrase(parameters, passphrase));
  if (!ask) throw new KeyRefusal('passphrase-missing');
  for (let left = TRIES; ; left -= 1) {
    const given = await ask(left === TRIES ? 'open' : 'again');
    try {
      return await refusing(() => openPassphrase(parameters, given));
    } catch (error) {
      if (left <= 1 || !(error instanceof KeyRefusal) || error.code !== 'passphrase-wrong') throw error;
    }
  }
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PassphraseError)) throw error;
    throw new KeyRefusal(error.code === 'passphrase-file' ? 'key-wrong' : error.code, { cause: error });
  }
}

/** A new key of the owner, and what puts it in the place of the old one (see the storage's `rewrapKey`). */
export interface NextKey {
  readonly key: Uint8Array;
  keep(): void;
}

/** From now on the folder is opened by this passphrase. @throws KeyRefusal `passphrase-short` */
export async function nextPassphrase(place: KeyPlace, passphrase: string): Promise<NextKey> {
  const made = await refusing(() => newPassphrase(passphrase));
  return {
    key: made.key,
    keep() {
      made.keep(passphraseFileOf(place.dataDir, process.platform));
      rmSync(keyFileOf(place), { force: true });
    },
  };
}

/** From now on the folder is opened by a key file with a new key. */
export function nextKeyFile(place: KeyPlace, key: Uint8Array): NextKey {
  return {
    key,
    keep() {
      replaceKeyFile(keyFileOf(place), key);
      rmSync(passphraseFileOf(place.dataDir, process.platform), { force: true });
    },
  };
}
