import { randomBytes } from 'node:crypto';
import { openDatabase } from '../station/database/index.ts';
import { stationError } from '../station/failures.ts';
import { findKey, nextKeyFile, nextPassphrase } from '../station/host/keys.ts';
import type { KeyAsk, KeyPlace } from '../station/host/keys.ts';
import { askSecret, hasTerminal } from '../station/host/terminal.ts';

const PROGRESS_MS = 500;

/** `keys rewrap` and `keys rotate`: on a folder that no station has open. @returns the exit code */
export async function keysCommand(
  action: string | undefined,
  place: KeyPlace,
  options: {
    readonly passphrase: boolean;
    readonly asking: KeyAsk;
    readonly usage: (problem: string) => number;
  },
): Promise<number> {
  if (action !== 'rewrap' && action !== 'rotate') return options.usage('keys wants rewrap or rotate');
  const key = await findKey(place, options.asking);
  if (!(key instanceof Uint8Array)) return options.usage(`there are no data in ${place.dataDir}`);
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const db = await openDatabase({
    directory: place.dataDir,
    key,
    // The write that failed says so.
    onFatal: () => undefined,
  }).catch((error: unknown) => {
    throw stationError(error);
  });
  try {
    if (action === 'rotate') {
      let told = 0;
      await db.keys.rotateDataKey(({ done, total }) => {
        const now = Date.now();
        if (now - told < PROGRESS_MS && done < total) return;
        told = now;
        say(`${done} of ${total} rows`);
      });
      say('all private data lie under a new key; backups made before are still under the old one');
      return 0;
    }
    const phrase = options.passphrase ? await newPhrase() : undefined;
    if (options.passphrase && phrase === undefined) return options.usage('the two passphrases differ');
    const next =
      phrase === undefined ? nextKeyFile(place, randomBytes(32)) : await nextPassphrase(place, phrase);
    await db.keys.rewrapKey(next.key, () => next.keep());
    say(
      phrase === undefined
        ? 'the folder is opened by a new key file'
        : 'the folder is opened by the passphrase',
    );
    return 0;
  } finally {
    await db.close();
  }
}

/** From PACKLINE_NEW_PASSPHRASE, or typed twice. @returns undefined where the two differ */
async function newPhrase(): Promise<string | undefined> {
  const given = process.env['PACKLINE_NEW_PASSPHRASE'];
  if (given !== undefined || !hasTerminal()) return given ?? '';
  const first = await askSecret('新口令 New passphrase: ');
  const second = await askSecret('再输一次 Once more: ');
  return first === second ? first : undefined;
}
