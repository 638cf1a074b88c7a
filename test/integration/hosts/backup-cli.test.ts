import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../../shared/contract/failure.ts';
import { lockDirectory } from '../../../electron/station/storage/index.ts';

const CLI = fileURLToPath(new URL('../../../electron/serve/cli.ts', import.meta.url));
let root: string;
let data: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'packline-cli-'));
  data = join(root, 'data');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function packline(command: string[], folder: string, language = 'en') {
  const env = { ...process.env, LC_ALL: language };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...command, '--data', folder], {
    encoding: 'utf8',
    env,
  });
  return { status, out: stdout, err: stderr };
}

describe('backup, restore and doctor at the command line', () => {
  it('a backup goes to another machine, with its key and not without', () => {
    const file = join(root, 'a.packline-backup');
    expect(packline(['backup', file], data)).toMatchObject({ status: 1 });
    expect(packline(['demo'], data).status).toBe(0);
    const taken = packline(['backup', file], data);
    expect(taken.status).toBe(0);
    expect(JSON.parse(taken.out)).toMatchObject({ file, disagreeing: 0 });
    // Nothing is written over.
    expect(packline(['backup', file], data).status).toBe(1);

    const other = join(root, 'other');
    mkdirSync(other);
    expect(packline(['restore', file, '--yes'], other).status).toBe(1);
    expect(existsSync(join(other, 'packline.sqlite'))).toBe(false);
    copyFileSync(join(data, 'station.key'), join(other, 'station.key'));
    const looked = packline(['restore', file], other);
    expect(looked.status).toBe(0);
    expect(JSON.parse(looked.out.split('\n')[0] ?? '')).toMatchObject({
      present: 'absent',
      holds: { orders: 300 },
    });
    expect(existsSync(join(other, 'packline.sqlite'))).toBe(false);

    const restored = packline(['restore', file, '--yes'], other);
    expect(restored.status).toBe(0);
    expect(restored.out).toContain('"gap":5000');
    const list = packline(['list', 'orders'], other);
    expect(list.err).toContain('of 300');

    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
    writeFileSync(file, bytes);
    expect(packline(['restore', file, '--yes'], other)).toMatchObject({
      status: 1,
      err: expect.stringContaining('backup_damaged'),
    });
  }, 120_000);

  it('the doctor tells by its exit code what it found, in the person’s language, and never touches a folder in use', () => {
    const lock = lockDirectory(data);
    expect(packline(['doctor'], data).status).toBe(EXIT_CODES['storage-locked']);
    lock.release();
    expect(packline(['doctor'], join(root, 'nowhere')).status).toBe(1);
    expect(existsSync(join(root, 'nowhere'))).toBe(false);
    expect(packline(['doctor'], data).status).toBe(0);
    const database = new DatabaseSync(join(data, 'packline.sqlite'));
    const name = String(
      database.prepare(`SELECT name FROM sqlite_schema WHERE name GLOB 't*_shipments'`).get()?.['name'],
    );
    database.exec(`UPDATE ${name} SET data = json_set(data, '$.lane', 'gone') WHERE rid = 3`);
    database.close();
    const ill = packline(['doctor'], data, 'zh_CN.UTF-8');
    expect(ill.status).toBe(1);
    expect(ill.out).toContain('索引字段');
    const mended = packline(['doctor', '--repair'], data);
    expect(mended.status).toBe(0);
    expect(mended.out).toContain('index_fields');
    expect(packline(['doctor', '--json'], data).status).toBe(0);
  }, 120_000);
});
