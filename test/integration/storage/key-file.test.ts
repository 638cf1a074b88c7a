import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createKeyFile, loadKeyFile } from '../../../electron/station/storage/index.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'storage-key-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('key file', () => {
  it('holds 32 random bytes for its owner only and is never overwritten', () => {
    const path = join(directory, 'key');
    const key = createKeyFile(path);
    expect(key).toHaveLength(32);
    expect(loadKeyFile(path)).toEqual(key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(() => createKeyFile(path)).toThrow('EEXIST');
    expect(createKeyFile(join(directory, 'other'))).not.toEqual(key);
  });

  it('refuses what is no key', () => {
    const path = join(directory, 'key');
    expect(() => loadKeyFile(path)).toThrow('ENOENT');
    for (const text of ['', 'abc', 'z'.repeat(64), 'a'.repeat(63)]) {
      writeFileSync(path, text);
      expect(() => loadKeyFile(path)).toThrow('not a key file');
    }
  });
});
