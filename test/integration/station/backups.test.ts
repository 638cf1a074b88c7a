import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disagreement, ENCRYPTED } from '../../../electron/station/services/backups/agreement.ts';
import { readPlan } from '../../../electron/station/services/backups/plan.ts';
import { packBackup, readManifest } from '../../../electron/station/storage/backup-file.ts';
import { loadKeyFile, openStoredFile, runBackupTask } from '../../../electron/station/storage/index.ts';
import type { StoredDocument } from '../../../electron/station/storage/index.ts';
import { keyFileOf, sleep, startBench } from './harness.ts';
import { EXIT_CODES, failureOf, failureOfExit } from '../../../shared/contract/failure.ts';
import type { BackupsView } from '../../../shared/contract/index.ts';
import type { TestBench } from './harness.ts';
import { untilSo } from '../../lib/until.ts';
import { EAN, orderOf, packWhole, saveOrders, saveProducts, shipmentOf } from './shop.ts';

let bench: TestBench;
let more: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'packline-backups-'));
  more.push(made);
  return made;
};
afterEach(async () => {
  const { problems } = bench;
  await bench.close();
  for (const each of more) rmSync(each, { recursive: true, force: true });
  more = [];
  expect(problems).toEqual([]);
});

/** Takes a backup and waits for it. @returns the path of its file */
async function backUp(): Promise<string> {
  const before = new Set((await bench.call('backups.view', {})).backups.map(({ path }) => path));
  const began = Date.now();
  const ended = new Promise<BackupsView>((resolve) => {
    const listening = bench.client.on('backups', (view) => {
      if (view.running || !view.last || view.last.at < began) return;
      void listening.dispose();
      resolve(view);
    });
  });
  expect(await bench.call('backups.start', {})).toMatchObject({ ok: true });
  const view = await ended;
  expect(view.last?.code).toBe(null);
  // The folder may be read anew a moment after the end was told.
  return untilSo(
    async () => (await bench.call('backups.view', {})).backups.find(({ path }) => !before.has(path))?.path,
    'the backup in the list',
  );
}

/** Asks for the restore; the station ends, and is started as its host would. */
async function restore(path: string, between?: () => void): Promise<void> {
  const ended = new Promise<unknown>((resolve) => void bench.station?.onFatal(resolve));
  const answer = await bench.call('backups.restore', { path, operator: bench.operator });
  expect(answer).toMatchObject({ ok: true });
  const error = await ended;
  expect(error).toMatchObject({ code: 'restart' });
  // No reason to give up for the program that started it.
  expect(failureOfExit(EXIT_CODES[failureOf(error)])).toBe(undefined);
  await bench.restart(between);
}
const unpacked = async (path: string) => {
  const target = join(folder(), 'unpacked.sqlite');
  const manifest = await runBackupTask('unpack', { path, target });
  const file = openStoredFile(target, { key: loadKeyFile(keyFileOf(bench.dir)), encrypted: ENCRYPTED });
  return { manifest, file, target };
};
const ownNumber = async (no: string): Promise<string> =>
  (await bench.order(orderOf(no))).shipments[0]?.number ?? '';

describe('a backup while the station works', () => {
  it('during a bulk import is one moment of it, and equals the fold of the events at that moment', async () => {
    bench = await startBench();
    const importing = bench.demo();
    const took: string[] = [];
    while (took.length === 0 || bench.progress.at(-1)?.state === 'running') took.push(await backUp());
    await importing;
    for (const path of [took[0], took.at(-1)]) {
      const { manifest, file } = await unpacked(path ?? '');
      const place = (name: string): number =>
        manifest.tables.find((each) => each.collection === name)?.lastLwt ?? 0;
      const live = openStoredFile(join(bench.dir, 'packline.sqlite'), {
        key: loadKeyFile(keyFileOf(bench.dir)),
        encrypted: ENCRYPTED,
      });
      for (const { collection } of file.collections) {
        const held = new Map<string, StoredDocument>();
        for (const stored of file.documents(collection)) {
          expect(disagreement(collection, stored)).toBe(undefined);
          held.set(stored.id, stored);
        }
        const rows = manifest.tables.find((each) => each.collection === collection)?.rows;
        expect(held.size).toBe(rows);
        // The change feed up to the backup's checkpoint is in it, unchanged; nothing else is, but for what changed since.
        for (const now of live.documents(collection)) {
          const then = held.get(now.id);
          if (now.lwt <= place(collection)) expect(then?.document).toEqual(now.document);
          held.delete(now.id);
        }
        expect([...held.keys()]).toEqual([]);
      }
      // One cut through all collections: a shipment is written after its order.
      for (const { document } of file.documents('shipments'))
        expect(file.get('orders', String(document?.['order']))?.document).toBeDefined();
      file.close();
      live.close();
    }
  }, 120_000);

  it('names what is in it and stands in the list; another program’s file and a damaged one are told', async () => {
    bench = await startBench({ printer: 'none' });
    await saveProducts(bench);
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
    const path = await backUp();
    const damaged = path.replace(/manual/, 'damaged');
    const bytes = readFileSync(path);
    bytes[bytes.length - 200] = (bytes[bytes.length - 200] ?? 0) ^ 1;
    writeFileSync(damaged, bytes);
    writeFileSync(join(bench.dir, 'backups', 'x.packline-backup'), 'hello');
    const { backups } = await bench.call('backups.view', {});
    const row = backups.find((each) => each.path === path);
    expect(row).toMatchObject({
      kind: 'manual',
      code: null,
      disagreeing: 0,
      holds: { orders: 1, parcels: 1 },
    });
    expect(row?.folded).toBeGreaterThan(1);
    expect(backups.find((each) => each.name === 'x.packline-backup')?.code).toBe('backup_none');
    for (const refused of [damaged, join(bench.dir, 'nothing')])
      expect(await bench.call('backups.preview', { path: refused })).toMatchObject({
        ok: false,
        code: refused === damaged ? 'backup_damaged' : 'folder_missing',
      });
    expect(await bench.call('backups.restore', { path: damaged, operator: bench.operator })).toMatchObject({
      ok: false,
      code: 'backup_damaged',
    });
    expect(existsSync(join(bench.dir, 'restore'))).toBe(false);
    // No receiver in clear, in the list neither.
    expect(JSON.stringify(backups)).not.toContain('李晓梅');
  }, 60_000);
});

describe('a restore', () => {
  beforeEach(async () => {
    bench = await startBench();
    await saveProducts(bench);
    await saveOrders(
      bench,
      ['A-1', 'A-2', 'A-3'].map((no) => ({ no, lines: { MUG: 1 } })),
    );
    await packWhole(bench, 'A-1');
  });

  it('repeats no number, label or parcel, and says what is lost before', async () => {
    const path = await backUp();
    await packWhole(bench, 'A-2');
    await saveOrders(bench, [{ no: 'B-1', lines: { TEA: 1 } }]);
    const taken = [await ownNumber('A-1'), await ownNumber('A-2')];
    expect(new Set(taken).size).toBe(2);
    const before = (await bench.call('app.hello', {})).station;

    const preview = await bench.call('backups.preview', { path });
    expect(preview).toMatchObject({
      ok: true,
      value: {
        present: 'read',
        otherStation: false,
        station: before,
        holds: { orders: 3, parcels: 3, prints: 1 },
      },
    });
    if (!preview.ok) throw new Error();
    expect(preview.value.lost).toMatchObject({ prints: 1 });
    expect(preview.value.lost.orders).toBeGreaterThanOrEqual(1);
    expect(preview.value.lost.scans).toBeGreaterThanOrEqual(1);

    const papers = bench.printer.labels.length;
    await restore(path);
    // The state of the backup: B-1 never came, A-2 is not packed. But what went out is known.
    expect((await bench.call('orders.get', { order: orderOf('B-1') })).ok).toBe(false);
    const view = await bench.call('backups.view', {});
    expect(view.restored).toMatchObject({ present: 'read', held: 1, gap: 0, missing: 0 });
    expect((await bench.order(orderOf('A-2'))).flags).toContain('hold');
    expect(await bench.scan('A-2')).toMatchObject({ kind: 'blocked' });
    await bench.ok();
    expect((await bench.labels(shipmentOf('A-2'))).map((job) => job.number)).toEqual([taken[1]]);
    // The next number is one that nobody has had.
    await packWhole(bench, 'A-3');
    expect(taken).not.toContain(await ownNumber('A-3'));
    expect(bench.printer.labels.length).toBe(papers + 1);
    // Lifted by a person, it can be packed again; the label that is out asks for a reason.
    expect((await bench.act(orderOf('A-2'), 'lift_hold', { reason: 'looked at' })).ok).toBe(true);
    expect((await bench.order(orderOf('A-2'))).flags).not.toContain('hold');
  }, 90_000);

  it('asks about labels that waited when the backup was made', async () => {
    await bench.printer.setFaults({ refuse: true });
    await bench.scan('A-2');
    await bench.scan(EAN.MUG);
    await bench.until((view) => view.stop !== null);
    const path = await backUp();
    await bench.printer.setFaults({});
    await bench.ok();
    await bench.command('PRINT');
    await bench.printer.waitForLabels(2);
    await bench.until((view) => view.session?.label.state === 'sent');
    const papers = bench.printer.labels.length;
    await restore(path);
    // It did come out after the backup: that is known from what was put aside.
    expect((await bench.labels(shipmentOf('A-2'))).map((job) => job.state)).toEqual(['sent']);
    await restore(path, () => {
      // This time the present state cannot be read: then a person is asked.
      const present = join(bench.dir, 'packline.sqlite');
      writeFileSync(present, readFileSync(present).fill(0x5a, 100));
      for (const ending of ['-wal', '-shm']) rmSync(present + ending, { force: true });
    });
    expect((await bench.labels(shipmentOf('A-2'))).map((job) => job.state)).toEqual(['unknown']);
    await sleep(100);
    expect(bench.printer.labels.length).toBe(papers);
    const { restored } = await bench.call('backups.view', {});
    expect(restored).toMatchObject({ present: 'damaged', asked: 1 });
    expect(restored?.gap).toBeGreaterThanOrEqual(5_000);
    const serial = async (no: string): Promise<number> => Number((await ownNumber(no)).slice(-7));
    await saveOrders(bench, [{ no: 'C-1', lines: { MUG: 1 } }]);
    const asked = { shipments: [shipmentOf('C-1')], labels: true, slips: false, operator: bench.operator };
    expect(await bench.call('wave.print', asked)).toMatchObject({ ok: true, value: { printed: 1 } });
    expect(await serial('C-1')).toBeGreaterThan((await serial('A-1')) + (restored?.gap ?? 0) - 1);
  }, 90_000);

  it('cut short between any two of its steps leaves the old state or the new one', async () => {
    const path = await backUp();
    await saveOrders(bench, [{ no: 'B-1', lines: { TEA: 1 } }]);
    const isNew = async (): Promise<boolean> =>
      !(await bench.call('orders.get', { order: orderOf('B-1') })).ok;
    const at = (name: string): string => join(bench.dir, name);
    const asideOf = (): string => join(bench.dir, 'backups', readPlan(bench.dir)?.aside ?? '');
    const steps: readonly (() => void)[] = [
      () => renameSync(at('packline.sqlite'), join(asideOf(), 'packline.sqlite')),
      () => renameSync(at('restore/staged.sqlite'), at('packline.sqlite')),
    ];
    // Killed while it was prepared: nobody was told of a restore.
    expect(await isNew()).toBe(false);
    await bench.restart(() => {
      mkdirSync(at('restore'));
      writeFileSync(at('restore/staged.sqlite'), 'half');
      writeFileSync(at('restore/plan.json.part'), '{');
    });
    expect(await isNew()).toBe(false);
    expect(existsSync(at('restore'))).toBe(false);
    for (let done = 0; done <= steps.length; done += 1) {
      await saveOrders(bench, [{ no: 'B-1', lines: { TEA: 1 } }]);
      expect(await isNew()).toBe(false);
      await restore(path, () => {
        mkdirSync(asideOf(), { recursive: true });
        for (const step of steps.slice(0, done)) step();
      });
      expect(await isNew()).toBe(true);
      expect(existsSync(at('restore'))).toBe(false);
      expect(await ownNumber('A-1')).not.toBe('');
    }
  }, 120_000);

  it('is refused with another key, of a newer version, or from another program; nothing is touched', async () => {
    const path = await backUp();
    const { target, manifest, file } = await unpacked(path);
    file.close();
    const made = (name: string, change: object): string => {
      const into = join(folder(), name);
      const { at, storageFormat, wrappedKey, tables, about } = manifest;
      const all = { at, storageFormat, wrappedKey, tables, about, ...change };
      packBackup(target, into, all, { pack: () => undefined, verify: () => undefined });
      return into;
    };
    const other = Buffer.from(manifest.wrappedKey ?? '', 'base64');
    other[20] = (other[20] ?? 0) ^ 1;
    const orders = manifest.tables.find((table) => table.collection === 'orders');
    const refusals: [string, object][] = [
      ['backup_newer', { storageFormat: 99 }],
      ['backup_newer', { tables: [{ ...orders, version: 7 }] }],
      ['backup_newer', { tables: [{ ...orders, collection: 'robots' }] }],
      ['backup_foreign', { about: {} }],
      ['backup_key_wrong', { wrappedKey: other.toString('base64') }],
    ];
    for (const [code, change] of refusals) {
      const file_ = made(`${code}.packline-backup`, change);
      expect(await bench.call('backups.preview', { path: file_ })).toMatchObject({ ok: false, code });
      const asked = { path: file_, operator: bench.operator };
      expect(await bench.call('backups.restore', asked)).toMatchObject({ ok: false, code });
    }
    expect(existsSync(join(bench.dir, 'restore'))).toBe(false);
    expect((await bench.order(orderOf('A-1'))).status).toBe('READY_TO_SHIP');
  }, 60_000);
});

describe('the second folder', () => {
  beforeEach(async () => {
    bench = await startBench({ printer: 'none' });
    await saveProducts(bench);
  });
  const save = async (second: string | null) => {
    const { settings } = await bench.call('backups.view', {});
    return bench.call('backups.save', { ...settings, second });
  };

  it('gets a copy of each; where it is missing that is told, the first copy stands, and the next run tries again', async () => {
    const stick = join(folder(), 'stick');
    expect(await save('stick')).toMatchObject({ ok: false, code: 'path_not_absolute' });
    expect(await save(stick)).toMatchObject({ ok: true });
    const first = await backUp();
    let view = await bench.call('backups.view', {});
    expect(view.last).toMatchObject({ code: null, second: { code: 'second_missing' } });
    expect(existsSync(stick)).toBe(false);
    expect(readManifest(first).manifest.at).toBeGreaterThan(0);
    mkdirSync(stick);
    const second = await backUp();
    view = await bench.call('backups.view', {});
    expect(view.last?.second).toMatchObject({ code: null });
    const [name] = readdirSync(stick);
    expect(readFileSync(join(stick, name ?? '')).equals(readFileSync(second))).toBe(true);
    // Settings and the last run outlive a restart.
    await bench.restart();
    expect(await bench.call('backups.view', {})).toMatchObject({
      settings: { second: stick },
      last: view.last,
    });
  }, 60_000);

  it('that is a file, or cannot be written, is told as such', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    await save(file);
    await backUp();
    expect((await bench.call('backups.view', {})).last?.second?.code).toBe('second_missing');
    chmodSync(file, 0o600);
    await save('/proc');
    await backUp();
    expect((await bench.call('backups.view', {})).last?.second?.code).toMatch(
      /second_missing|folder_readonly/,
    );
    expect((await bench.call('backups.view', {})).backups.length).toBe(2);
  }, 60_000);
});
