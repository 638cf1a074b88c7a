import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { RxJsonSchema } from 'rxdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { verifyBackup } from '../../../electron/station/storage/backup-file.ts';
import { openStoredFile, runBackupTask } from '../../../electron/station/storage/index.ts';
import { createBench, stored } from './harness.ts';
import type { Bench, Instance } from './harness.ts';

interface Doc {
  id: string;
  n: number;
  private: { name: string };
}
const schema: RxJsonSchema<Doc> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 50 },
    n: { type: 'integer', minimum: 0, maximum: 10_000_000, multipleOf: 1 },
    private: { type: 'object' },
  },
  required: ['id', 'n'],
  indexes: [['n']],
  encrypted: ['private'],
};
const key = new Uint8Array(32).fill(9);
const pace = { pages: 8, pauseMs: 1 };
const quiet = (): void => undefined;

let bench: Bench;
let folder: string;
let things: Instance<Doc>;
let source: string;
let raw: string;

beforeEach(async () => {
  bench = createBench({ encryption: { key } });
  folder = mkdtempSync(join(tmpdir(), 'backups-'));
  things = await bench.open(schema);
  source = join(bench.directory, 'db.sqlite');
  raw = join(folder, 'raw.sqlite');
});
afterEach(async () => {
  await bench.end();
  rmSync(folder, { recursive: true, force: true });
});

const doc = (n: number) =>
  stored<Doc>({ id: `d${String(n).padStart(7, '0')}`, n, private: { name: `张三 ${n}` } });
const insert = async (from: number, to: number): Promise<void> => {
  const rows = Array.from({ length: to - from }, (_, i) => ({ document: doc(from + i) }));
  expect((await things.bulkWrite(rows, 'test')).error).toEqual([]);
};
async function backup(name = 'a.backup'): Promise<string> {
  const snapshot = await runBackupTask('snapshot', { source, raw }, { pace });
  const target = join(folder, name);
  const manifest = { ...snapshot, at: 1_700_000_000_000, about: { station: 'ab12' } };
  await runBackupTask('pack', { raw, target, manifest }, { pace });
  return target;
}
async function changesOf(instance: Instance<Doc>) {
  if (!instance.getChangedDocumentsSince) throw new Error('no change feed');
  return instance.getChangedDocumentsSince(1_000_000, { id: '', lwt: 0 });
}
const faultOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a backup of a file in use', () => {
  it('is a consistent cut while another connection writes, and ends although it never pauses', async () => {
    await insert(0, 2_000);
    let on = true;
    let next = 2_000;
    const writing = (async () => {
      for (; on; next += 10) await insert(next, next + 10);
    })();
    const began = next;
    const path = await backup();
    on = false;
    await writing;
    expect(next).toBeGreaterThan(began);

    const target = join(folder, 'restored.sqlite');
    const manifest = await runBackupTask('unpack', { path, target });
    const file = openStoredFile(target, { key, encrypted: { things: ['private'] } });
    const found = [...file.documents('things')];
    file.close();
    const [table] = manifest.tables;
    // Written in order, so a cut is a prefix; and it is all that the change feed had told up to its checkpoint.
    expect(found.map(({ id }) => id)).toEqual(found.map((_, n) => doc(n).id));
    expect(found.length).toBe(table?.rows);
    expect(found.length % 10).toBe(0);
    expect(found.every(({ fault }) => fault === null)).toBe(true);
    expect(found[5]?.document?.['private']).toEqual({ name: '张三 5' });
    const feed = await changesOf(things);
    expect(feed.documents.length).toBe(next);
    const upTo = openStoredFile(source);
    expect(upTo.changedSince('things', table?.lastLwt ?? 0)).toBe(next - found.length);
    upTo.close();
  });

  it('opens as a database with the same key and holds the same documents', async () => {
    await insert(0, 50);
    await things.bulkWrite([{ previous: doc(3), document: { ...doc(3), n: 99, _rev: '2-x' } }], 'test');
    const path = await backup();
    await bench.storage.close();
    await runBackupTask('unpack', { path, target: source });
    for (const ending of ['-wal', '-shm']) rmSync(source + ending, { force: true });
    await bench.restart();
    const again = await bench.open(schema);
    const [changed] = await again.findDocumentsById([doc(3).id], false);
    expect(changed?.n).toBe(99);
    expect(changed?.private).toEqual({ name: '张三 3' });
  });

  it('keeps private fields sealed and its folder free of what it only needed meanwhile', async () => {
    await insert(0, 10);
    const path = await backup();
    await runBackupTask('unpack', { path, target: join(folder, 'x.sqlite') });
    expect(readFileSync(join(folder, 'x.sqlite')).includes(Buffer.from('张三'))).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['a.backup', 'raw.sqlite', 'x.sqlite']);
    expect(statSync(path).mode & 0o077).toBe(0);
  });
});

describe('a damaged backup', () => {
  it('is refused with one flipped bit, wherever it is', async () => {
    await insert(0, 40);
    const path = await backup();
    const bytes = readFileSync(path);
    expect(faultOf(() => verifyBackup(path, quiet))).toBe('none');
    const accepted: number[] = [];
    // Every byte of head, manifest and footer, and some hundred in between.
    const step = Math.max(1, Math.floor(bytes.length / 250));
    for (let at = 0; at < bytes.length; at += at < 64 || at > bytes.length - 600 ? 1 : step) {
      const before = bytes[at] ?? 0;
      bytes[at] = before ^ (1 << (at % 8));
      writeFileSync(path, bytes);
      bytes[at] = before;
      if (faultOf(() => verifyBackup(path, quiet)) === 'none') accepted.push(at);
    }
    expect(accepted).toEqual([]);
  });

  it('is refused cut off anywhere, or with something behind it', async () => {
    await insert(0, 40);
    const path = await backup();
    const whole = statSync(path).size;
    const copy = join(folder, 'cut.backup');
    for (let length = whole - 1; length >= 0; length -= length > whole - 90 ? 1 : 211) {
      copyFileSync(path, copy);
      truncateSync(copy, length);
      expect(faultOf(() => verifyBackup(copy, quiet))).toMatch(/^backup-(torn|damaged|none)$/);
    }
    copyFileSync(path, copy);
    appendFileSync(copy, '\n');
    expect(faultOf(() => verifyBackup(copy, quiet))).toBe('backup-torn');
  });

  it('says apart what is no backup and what a newer version wrote', async () => {
    const path = join(folder, 'b.backup');
    writeFileSync(path, 'order,carrier\n1,SF\n'.repeat(20));
    expect(faultOf(() => verifyBackup(path, quiet))).toBe('backup-none');
    writeFileSync(path, `node-sqlite-backup 2\n${'x'.repeat(500)}`);
    expect(faultOf(() => verifyBackup(path, quiet))).toBe('backup-newer');
  });

  it('is not made from a damaged database', async () => {
    await insert(0, 500);
    await bench.storage.close();
    const bytes = readFileSync(source);
    bytes.fill(0x5a, 8_192, bytes.length - 8_192);
    writeFileSync(source, bytes);
    await expect(backup()).rejects.toMatchObject({ code: 'backup-damaged' });
    expect(readdirSync(folder).filter((name) => name.includes('.backup'))).toEqual([]);
  });
});

describe('a backup that is broken off', () => {
  it('leaves nothing under its name when it is cancelled', async () => {
    await insert(0, 2_000);
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    const options = { pace, signal: stop.signal, onProgress };
    await expect(runBackupTask('snapshot', { source, raw }, options)).rejects.toMatchObject({
      code: 'backup-cancelled',
    });
    const path = await backup('whole.backup');
    expect(faultOf(() => verifyBackup(path, quiet))).toBe('none');
  });

  it('leaves whole files only, whenever it is killed', async () => {
    await insert(0, 1_000);
    const child = join(import.meta.dirname, 'backup-child.ts');
    for (const after of [3, 13, 15, 17, 36]) {
      const process_ = spawn(process.execPath, [child, source, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let lines = 0;
      for await (const chunk of process_.stdout) {
        lines += String(chunk).split('\n').length - 1;
        if (lines > after) break;
      }
      process_.kill('SIGKILL');
      if (process_.exitCode === null && process_.signalCode === null) await once(process_, 'exit');
    }
    const { backups } = await runBackupTask('list', { folder, ending: '.backup' });
    expect(backups.length).toBeGreaterThan(0);
    for (const { path } of backups) expect(faultOf(() => verifyBackup(path, quiet))).toBe('none');
    // The source is none the worse.
    await insert(1_000, 1_010);
  }, 60_000);
});

describe('a copy in another folder', () => {
  it('is read back, and a missing or unwritable folder is told', async () => {
    await insert(0, 20);
    const path = await backup();
    const target = join(folder, 'copy.backup');
    await runBackupTask('copy', { path, target });
    expect(readFileSync(target).equals(readFileSync(path))).toBe(true);
    await expect(
      runBackupTask('copy', { path, target: join(folder, 'no', 'stick', 'copy.backup') }),
    ).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(runBackupTask('copy', { path, target: '/proc/copy.backup' })).rejects.toMatchObject({
      code: expect.stringMatching(/ENOENT|EACCES|EPERM|EROFS/),
    });
  });

  it('that does not fit leaves nothing behind', async () => {
    await insert(0, 2_000);
    const path = await backup();
    const target = join(folder, 'full', 'copy.backup');
    mkdirSync(join(folder, 'full'));
    const module = pathToFileURL(
      join(import.meta.dirname, '../../../electron/station/storage/index.ts'),
    ).href;
    const code = `import { runBackupTask } from ${JSON.stringify(module)};
      runBackupTask('copy', ${JSON.stringify({ path, target })}).catch((error) => console.log(error.code));`;
    // A write beyond the limit (in KiB) fails as on a full disk; without the trap the signal would end the process.
    const limited = `trap '' XFSZ; ulimit -f ${Math.floor(statSync(path).size / 2048)}; exec "$@"`;
    const node = [process.execPath, '--input-type=module', '-e', code];
    const { stdout } = spawnSync('bash', ['-c', limited, 'copy', ...node], { encoding: 'utf8' });
    expect(stdout.trim()).toBe('EFBIG');
    expect(readdirSync(join(folder, 'full'))).toEqual([]);
    expect(faultOf(() => verifyBackup(path, quiet))).toBe('none');
  });
});
