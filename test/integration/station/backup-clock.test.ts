import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmitter, createHlc } from '../../../shared/base/index.ts';
import { openDatabase, type Database } from '../../../electron/station/database/index.ts';
import { createBackups, type BackupsService } from '../../../electron/station/services/backups/index.ts';
import type { Context, Push } from '../../../electron/station/services/context.ts';

const HOUR = 3_600_000;
const key = new Uint8Array(32).fill(3);
let dir: string;
let db: Database;
let now: number;
let failed: boolean;
let service: BackupsService;
const log: string[] = [];

function context(): Context {
  const clock = { now: () => now };
  const part = {
    db,
    clock,
    hlc: createHlc({ clock, station: 'ab12' }),
    ids: { next: () => 'id' },
    station: 'ab12',
    site: 'main',
    dataDir: dir,
    push: createEmitter<Push>(),
    log: (line: string) => void log.push(line),
    failed: () => failed,
  };
  return part as unknown as Context;
}
const open = async (): Promise<void> => {
  service = await createBackups({ ctx: context(), version: 't', key: () => key, restart: () => undefined });
};
const names = (): string[] => readdirSync(join(dir, 'backups')).sort();

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'packline-clock-'));
  now = Date.UTC(2026, 10, 22, 8);
  failed = false;
  db = await openDatabase({ directory: dir, key, onFatal: () => (failed = true) });
  await open();
});
afterEach(async () => {
  await service.close();
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('backups by the clock', () => {
  it('come when one is due, also after a long pause and with a clock that was set back, and are rotated', async () => {
    const { settings } = await service.view();
    await service.save({ ...settings, hourly: 2, daily: 0, weekly: 0 });
    await service.tick();
    expect(names()).toHaveLength(1);
    now += HOUR / 2;
    await service.tick();
    expect(names()).toHaveLength(1);
    now += HOUR;
    await service.tick();
    expect(names()).toHaveLength(2);
    // The station was off for three days.
    await service.close();
    now += 72 * HOUR;
    await open();
    await service.tick();
    expect(names().at(-1)).toContain('2026-11-25');
    expect(names()).toHaveLength(2);
    now -= 30 * HOUR;
    await service.tick();
    expect((await service.view()).last).toMatchObject({ code: null, at: now });
    // Never beside a failed disk, never where they are switched off.
    now += 500 * HOUR;
    failed = true;
    await service.tick();
    failed = false;
    await service.save({ ...settings, everyMinutes: 0 });
    await service.tick();
    expect((await service.view()).last?.at).toBe(now - 500 * HOUR);
  }, 60_000);

  it('a backup that is stopped leaves nothing and is no failure', async () => {
    const taking = service.take('manual');
    service.cancel();
    expect(await taking).toMatchObject({ ok: false, code: 'backup_cancelled' });
    expect((await service.view()).last).toBe(null);
    expect(names()).toEqual([]);
    expect(await service.take('manual')).toMatchObject({ ok: true });
    expect(log).toEqual([]);
  }, 30_000);

  it('soon after a start, what a restore put aside is packed, and what a kill left is dropped', async () => {
    await service.take('manual');
    const folder = join(dir, 'backups');
    const aside = join(folder, 'before-restore-2026-11-22-070000');
    mkdirSync(aside);
    await db.barrier();
    for (const ending of ['', '-wal'])
      copyFileSync(join(dir, `packline.sqlite${ending}`), join(aside, `packline.sqlite${ending}`));
    const damaged = join(folder, 'before-restore-2026-11-22-060000');
    mkdirSync(damaged);
    writeFileSync(join(damaged, 'packline.sqlite'), 'no database');
    writeFileSync(join(folder, 'unfinished-999999999.sqlite'), 'half');
    writeFileSync(join(folder, 'x.packline-backup.part'), 'half');
    now += HOUR;
    await service.tidy();
    // What cannot be read stays as it is: somebody may still get something out of it.
    expect(names()).toEqual([
      'before-restore-2026-11-22-060000',
      'packline-ab12-2026-11-22-080000Z-manual.packline-backup',
      'packline-ab12-2026-11-22-090000Z-safety.packline-backup',
    ]);
    log.length = 0;
  }, 30_000);
});
