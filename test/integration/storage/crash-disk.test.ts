import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { FATES, buildRecorder, createDisk, readLog, recordedEnv } from '../../fakes/power-loss/index.ts';
import type { Disk, Folder, LogRecord } from '../../fakes/power-loss/index.ts';
import { makePlace, unseen } from './crash-run.ts';

const SEEN = fileURLToPath(new URL('crash-seen.ts', import.meta.url));
const EMPTY: Folder = { files: new Map(), folders: new Set() };

/** The simulated disk by itself: what it may forget, and what not. */
describe('a disk that loses its power', () => {
  type Step = Omit<LogRecord, 'seq' | 'ms'>;
  function diskAfter(steps: readonly unknown[], base: Folder = EMPTY): Disk {
    const disk = createDisk(base);
    for (const [n, step] of steps.entries())
      disk.apply({ seq: n + 1, ms: n, ...(step as Step) } as LogRecord);
    return disk;
  }
  const made = { kind: 'open', file: 1, path: 'a', made: true };
  const write = (text: string, at = 0) => ({ kind: 'write', file: 1, at, bytes: Buffer.from(text) });
  const textOf = (folder: Folder, path = 'a'): string | undefined => {
    const bytes = folder.files.get(path);
    return bytes && Buffer.from(bytes).toString();
  };
  const cuts = (disk: Disk): Folder[] =>
    FATES.flatMap((fate) =>
      (['journal', 'each'] as const).flatMap((names) =>
        Array.from({ length: 20 }, (_, seed) => disk.cut({ fate, names, seed })),
      ),
    );

  it('keeps what was written before an fsync that has ended, and may lose the rest', () => {
    const disk = diskAfter([
      made,
      write('one'),
      { kind: 'syncBegin', file: 1, path: 'a' },
      write('two', 3),
      { kind: 'syncEnd', begin: 3 },
      { kind: 'syncBegin', file: 2, path: '' },
      { kind: 'syncEnd', begin: 6 },
      { kind: 'syncBegin', file: 1, path: 'a' },
    ]);
    const left = cuts(disk).map((folder) => textOf(folder));
    expect(new Set(left)).toEqual(new Set(['one', 'onetwo', 'one\0\0\0']));
    expect(textOf(disk.now())).toBe('onetwo');
  });

  it('may forget a new name, a removed one, a rename, until their folder is fsynced', () => {
    const base = { files: new Map([['old', Buffer.from('old')]]), folders: new Set<string>() };
    const steps = [
      made,
      { kind: 'unlink', path: 'old' },
      { kind: 'rename', from: 'a', to: 'b' },
      { kind: 'mkdir', path: 'sub' },
      { kind: 'open', file: 2, path: 'sub/c', made: true },
    ];
    const namesOf = (folder: Folder): string => [...folder.files.keys()].sort().join(' ');
    const before = new Set(cuts(diskAfter(steps, base)).map(namesOf));
    expect(before).toContain('old');
    expect(before).toContain('a old');
    expect(before).toContain('b sub/c');
    const safe = [...steps, { kind: 'syncBegin', file: 3, path: '' }, { kind: 'syncEnd', begin: 6 }];
    expect(new Set(cuts(diskAfter(safe, base)).map(namesOf))).toEqual(new Set(['b', 'b sub/c']));
  });

  it('leaves each sector as it was at some moment since the fsync', () => {
    const step = fc.oneof(
      fc.record({ at: fc.nat(3_000), length: fc.integer({ min: 1, max: 2_500 }) }),
      fc.record({ size: fc.nat(5_000) }),
      fc.constant('sync' as const),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12 }),
        fc.constantFrom(...FATES),
        fc.nat(),
        (given, fate, seed) => {
          const steps: unknown[] = [
            made,
            { kind: 'syncBegin', file: 9, path: '' },
            { kind: 'syncEnd', begin: 2 },
          ];
          // What the file was after each change since the last fsync, as a plain array of bytes.
          let versions: number[][] = [[]];
          for (const [n, each] of given.entries()) {
            const bytes = [...(versions.at(-1) ?? [])];
            if (each === 'sync') {
              steps.push({ kind: 'syncBegin', file: 1, path: 'a' });
              steps.push({ kind: 'syncEnd', begin: steps.length });
              versions = [bytes];
            } else if ('size' in each) {
              steps.push({ kind: 'size', file: 1, size: each.size });
              versions.push(Array.from({ length: each.size }, (_, at) => bytes[at] ?? 0));
            } else {
              steps.push({ kind: 'write', file: 1, at: each.at, bytes: Buffer.alloc(each.length, n + 1) });
              const size = Math.max(bytes.length, each.at + each.length);
              const inside = (at: number): boolean => at >= each.at && at < each.at + each.length;
              versions.push(Array.from({ length: size }, (_, at) => (inside(at) ? n + 1 : (bytes[at] ?? 0))));
            }
          }
          const disk = diskAfter(steps);
          const file = disk.cut({ fate, names: 'each', seed }).files.get('a') ?? new Uint8Array();
          expect([...(disk.now().files.get('a') ?? [])]).toEqual(versions.at(-1));
          // A write may be torn where a sector ends.
          if (file.length % 512 !== 0)
            expect(versions.map((version) => version.length)).toContain(file.length);
          for (let start = 0; start < file.length; start += 512) {
            const end = Math.min(file.length, start + 512);
            const is = [...file.subarray(start, end)].join();
            const was = versions.map((version) =>
              Array.from({ length: end - start }, (_, at) => version[start + at] ?? 0).join(),
            );
            expect(was).toContain(is);
          }
        },
      ),
    );
  });
});

const recorder = buildRecorder();
const why = recorder.library === undefined ? ` (skipped: ${recorder.problem})` : '';

describe.skipIf(recorder.library === undefined)(`the recorder${why}`, () => {
  const place = makePlace();
  afterAll(() => {
    place.dispose();
    if (recorder.library !== undefined) recorder.dispose();
  });

  it('sees every write and every fsync of Node and of its SQLite', () => {
    const { directory, log, notes } = place;
    writeFileSync(notes, '');
    const env = {
      ...process.env,
      ...recordedEnv({ library: recorder.library ?? '', directory, log, notes }),
    };
    const outcome = spawnSync(process.execPath, [SEEN, directory, notes], { env, encoding: 'utf8' });
    expect(outcome.stderr).toBe('');
    expect(outcome.status).toBe(0);
    const records = readLog(log);
    expect(unseen(EMPTY, records, directory)).toEqual([]);

    const disk = createDisk(EMPTY);
    for (const record of records) disk.apply(record);
    const syncs = disk.syncs();
    // One for each commit in synchronous=FULL, one before the checkpoint, one for the new log after it.
    expect(syncs.get('a.sqlite-wal')).toBeGreaterThanOrEqual(22);
    expect(syncs.get('a.sqlite')).toBeGreaterThan(0);
    expect(syncs.get('waited')).toBe(1);
    expect(syncs.get('handle')).toBe(1);
    expect(syncs.get('')).toBeGreaterThan(1);
    expect(records.filter((record) => record.kind === 'note').map((record) => record.text)).toEqual([
      'said\n',
    ]);
    const left = disk.cut({ fate: 'none', names: 'journal', seed: 1 }).files.get('waited');
    expect(left?.length).toBe(5_000);
    expect(Buffer.from(left ?? []).toString('utf8', 0, 14)).toBe(`${'\0'.repeat(10)}one\0`);
  });
});
