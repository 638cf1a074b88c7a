import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findKey, nextKeyFile, nextPassphrase } from '../../../electron/station/host/keys.ts';
import { createKeyFile } from '../../../electron/station/storage/index.ts';

const PHRASE = 'vier Kartons 与 一把 尺子';

let dataDir: string;
let said: string[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'packline-keys-'));
  said = [];
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const say = (line: string): void => void said.push(line);
const keyPath = (): string => join(dataDir, 'station.key');
const parameters = (): string => join(dataDir, 'station.passphrase.json');
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('the key of a data folder', () => {
  it('a new folder gets a key file, or what its passphrase makes', async () => {
    expect(await findKey({ dataDir }, { say })).toEqual({ keyFile: keyPath() });
    const key = await findKey({ dataDir }, { passphrase: PHRASE, say });
    expect(key).toHaveLength(32);
    expect(existsSync(keyPath())).toBe(false);
    expect(modeOf(parameters())).toBe(0o600);
    // Beside the salt lie the figures; the passphrase and the key lie nowhere.
    expect(JSON.parse(readFileSync(parameters(), 'utf8'))).toMatchObject({
      kdf: 'scrypt',
      n: 131_072,
      r: 8,
      p: 1,
    });
    const bytes = readdirSync(dataDir)
      .map((name) => readFileSync(join(dataDir, name), 'utf8'))
      .join();
    expect(bytes).not.toContain(PHRASE);
    expect(bytes).not.toContain(Buffer.from(key as Uint8Array).toString('hex'));
    // The same characters, composed otherwise.
    expect(await findKey({ dataDir }, { passphrase: PHRASE.normalize('NFD'), say })).toEqual(key);
  });

  it('asks at the terminal where the environment has none, three times; without one it says what is missing', async () => {
    const key = await findKey({ dataDir }, { passphrase: PHRASE, say });
    const answers = ['wrong passphrase', 'again wrong', PHRASE];
    const asked: string[] = [];
    const ask = (why: string): Promise<string> => {
      asked.push(why);
      return Promise.resolve(answers[asked.length - 1] ?? 'no more');
    };
    expect(await findKey({ dataDir }, { ask, say })).toEqual(key);
    expect(asked).toEqual(['open', 'again', 'again']);
    answers.length = 0;
    asked.length = 0;
    await expect(findKey({ dataDir }, { ask, say })).rejects.toMatchObject({ code: 'passphrase-wrong' });
    expect(asked).toHaveLength(3);
    await expect(findKey({ dataDir }, { say })).rejects.toMatchObject({ code: 'passphrase-missing' });
    await expect(findKey({ dataDir }, { passphrase: 'another passphrase', say })).rejects.toMatchObject({
      code: 'passphrase-wrong',
    });
  });

  it('refuses a short passphrase and parameters that are damaged or would take all memory', async () => {
    await expect(findKey({ dataDir }, { passphrase: 'short', say })).rejects.toMatchObject({
      code: 'passphrase-short',
    });
    expect(existsSync(parameters())).toBe(false);
    await findKey({ dataDir }, { passphrase: PHRASE, say });
    const good = JSON.parse(readFileSync(parameters(), 'utf8')) as Record<string, unknown>;
    for (const bad of [
      '',
      '{',
      'null',
      JSON.stringify({ ...good, n: 2 ** 30 }),
      JSON.stringify({ ...good, r: -1 }),
    ]) {
      writeFileSync(parameters(), bad);
      await expect(findKey({ dataDir }, { passphrase: PHRASE, say })).rejects.toMatchObject({
        code: 'key-wrong',
      });
    }
    writeFileSync(parameters(), JSON.stringify({ ...good, salt: 'ab'.repeat(16) }));
    await expect(findKey({ dataDir }, { passphrase: PHRASE, say })).rejects.toMatchObject({
      code: 'passphrase-wrong',
    });
  });

  it.skipIf(process.platform === 'win32')('closes a key file to others, and says so', async () => {
    const key = createKeyFile(keyPath());
    expect(await findKey({ dataDir }, { say })).toEqual(key);
    expect(said).toEqual([]);
    for (const mode of [0o644, 0o640, 0o602]) {
      chmodSync(keyPath(), mode);
      said.length = 0;
      expect(await findKey({ dataDir }, { say })).toEqual(key);
      expect(modeOf(keyPath())).toBe(0o600);
      expect(said).toEqual([expect.stringContaining('others could read the key file')]);
    }
  });

  it('makes no new key beside data whose key is gone', async () => {
    writeFileSync(join(dataDir, 'packline.sqlite'), 'data');
    await expect(findKey({ dataDir }, { say })).rejects.toMatchObject({ code: 'key-missing' });
    await expect(findKey({ dataDir }, { passphrase: PHRASE, say })).rejects.toMatchObject({
      code: 'key-missing',
    });
    writeFileSync(join(dataDir, 'station.key.sealed'), 'sealed');
    await expect(findKey({ dataDir }, { say })).rejects.toMatchObject({ code: 'key-elsewhere' });
    expect(readdirSync(dataDir).sort()).toEqual(['packline.sqlite', 'station.key.sealed']);
  });

  it('goes from file to passphrase and back: one of the two counts, and the other is gone', async () => {
    createKeyFile(keyPath());
    const phrase = await nextPassphrase({ dataDir }, PHRASE);
    phrase.keep();
    expect(readdirSync(dataDir)).toEqual(['station.passphrase.json']);
    expect(await findKey({ dataDir }, { passphrase: PHRASE, say })).toEqual(phrase.key);
    const file = nextKeyFile({ dataDir }, new Uint8Array(32).fill(7));
    file.keep();
    expect(readdirSync(dataDir)).toEqual(['station.key']);
    expect(await findKey({ dataDir }, { passphrase: PHRASE, say })).toEqual(new Uint8Array(32).fill(7));
    expect(said).toEqual([expect.stringContaining('the passphrase is not used')]);
  });
});
