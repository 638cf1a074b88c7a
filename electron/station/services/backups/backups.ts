import { readdir, rm } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { BackupsView, BackupSettings, RestorePreview } from '../../../../shared/contract/index.ts';
import { backupSettings } from '../../../../shared/contract/index.ts';
import { runBackupTask, type BackupProgress, type FoundBackup } from '../../storage/index.ts';
import { accepted, DONE, nameOf, refused, type Context, type Outcome, type Refused } from '../context.ts';
import { readReport } from './carry.ts';
import {
  asidePrefix,
  backupFolder,
  databaseFile,
  ENDING,
  RAW_PREFIX,
  rawFile,
  type BackupKind,
} from './places.ts';
import { holdsOf, prepareRestore, previewRestore } from './restore.ts';
import { DEFAULT_RULE, toRemove } from './rotation.ts';
import { aboutOf, takeBackup, type Taken } from './take.ts';

/** Backups of the station: by the clock and on demand, in the data folder and in a second one. */
export interface BackupsService {
  /** @param options.fresh looks into the folder again: somebody may have copied a file there */
  view(options?: { readonly fresh?: boolean }): Promise<BackupsView>;
  save(settings: BackupSettings): Promise<Outcome<null>>;
  /** Starts one; it goes on by itself and is told by events. Refused `already_running`. */
  start(kind: BackupKind): Outcome<null>;
  /** Takes one and waits for it. @param target a file of its own, instead of the usual folder and name */
  take(kind: BackupKind, target?: string): Promise<Outcome<{ path: string; bytes: number }>>;
  cancel(): void;
  preview(path: string): Promise<Outcome<RestorePreview>>;
  /** Prepares the restore; it is carried out when the station starts anew, which is asked for. */
  restore(path: string, by: string): Promise<Outcome<null>>;
  /** Once, soon after the start: drops what a kill left, and packs what a restore put aside. */
  tidy(): Promise<void>;
  /** Looks whether one is due; called by the clock, and by tests. */
  tick(): Promise<void>;
  close(): Promise<void>;
}

interface Deps {
  readonly ctx: Context;
  readonly version: string;
  readonly key: () => Uint8Array;
  /** Ends the station so that its host starts it anew. */
  readonly restart: () => void;
}

const SETTINGS_ID = 'backups';
const DEFAULTS: BackupSettings = { everyMinutes: 60, ...DEFAULT_RULE, second: null };
/** Not beside the start: the page and the first scan come first. */
const FIRST_LOOK_MS = 90_000;
const LOOK_MS = 60_000;
/** A backup that failed is tried again after so long, not at every look. */
const RETRY_MS = 10 * 60_000;
/** Progress is told so often. */
const TELL_MS = 250;

/** What became of the last run, kept over restarts. */
const lastRun = z.object({
  at: z.number(),
  code: z.string().nullable(),
  ms: z.number(),
  second: z.object({ at: z.number(), code: z.string().nullable() }).nullable(),
});
type LastRun = z.infer<typeof lastRun>;

export async function createBackups({ ctx, version, key, restart }: Deps): Promise<BackupsService> {
  const folder = backupFolder(ctx.dataDir);
  const stored = (await ctx.db.config.get(SETTINGS_ID))?.value;
  const parsed = backupSettings.safeParse({ ...DEFAULTS, ...(stored?.['settings'] as object | undefined) });
  let settings = parsed.success ? parsed.data : DEFAULTS;
  const knownRun = lastRun.safeParse(stored?.['last']);
  let last: LastRun | null = knownRun.success ? knownRun.data : null;
  let running: { readonly kind: BackupKind; readonly since: number; progress: BackupProgress } | undefined;
  let work: Promise<unknown> = Promise.resolve();
  /** Of what runs and what waits for its turn. */
  const stops = new Set<AbortController>();
  let closed = false;
  let known: Promise<{ backups: readonly FoundBackup[]; free: number }> | undefined;
  let told = 0;

  const save = (): Promise<void> =>
    ctx.db.config.put({ id: SETTINGS_ID, kind: 'station', value: { settings, last }, private: {} });

  function list(): Promise<{ backups: readonly FoundBackup[]; free: number }> {
    const found = (known ??= runBackupTask('list', { folder, ending: ENDING }));
    void found.catch(() => (known = undefined));
    return found;
  }

  function tell(force: boolean): void {
    const now = performance.now();
    if (closed || (!force && now - told < TELL_MS)) return;
    told = now;
    void service
      .view()
      .then((value) => ctx.push.emit({ event: 'backups', value }))
      .catch((error: unknown) => ctx.log(`backups not told: ${nameOf(error)}`));
  }

  const progress = (now: BackupProgress): void => {
    if (running) running.progress = now;
    tell(false);
  };

  async function run(
    kind: BackupKind,
    target: string | undefined,
    signal: AbortSignal,
  ): Promise<Outcome<Taken>> {
    const since = ctx.clock.now();
    running = { kind, since, progress: { phase: 'snapshot', done: 0, total: 1 } };
    tell(true);
    let outcome: Outcome<Taken>;
    let second: LastRun['second'] = last?.second ?? null;
    try {
      // What the person last did is in it, also after a power cut.
      await ctx.db.barrier();
      const taken = await takeBackup({
        source: databaseFile(ctx.dataDir),
        raw: rawFile(ctx.dataDir, process.pid),
        folder,
        kind,
        key: key(),
        about: { version, station: ctx.station, site: ctx.site },
        now: () => ctx.clock.now(),
        signal,
        onProgress: progress,
        ...(target === undefined ? {} : { target }),
      });
      outcome = accepted(taken);
      if (target === undefined) {
        await rotate(folder, signal);
        second = await copyToSecond(taken, signal);
      }
    } catch (error) {
      outcome = refusalOf(error);
      if (outcome.code !== 'backup_cancelled') ctx.log(`backup failed: ${outcome.code} (${nameOf(error)})`);
    }
    running = undefined;
    known = undefined;
    if (outcome.ok || outcome.code !== 'backup_cancelled') {
      const at = ctx.clock.now();
      last = { at, code: outcome.ok ? null : outcome.code, ms: at - since, second };
      if (!ctx.failed()) await save();
    }
    tell(true);
    return outcome;
  }

  /** The other folder may be a stick that is not plugged in: then the first copy stands, and the next run tries again. */
  async function copyToSecond(taken: Taken, signal: AbortSignal): Promise<LastRun['second']> {
    const { second } = settings;
    if (second === null) return null;
    const at = ctx.clock.now();
    try {
      const target = join(second, basename(taken.path));
      await runBackupTask('copy', { path: taken.path, target }, { signal, onProgress: progress });
      await rotate(second, signal);
      return { at, code: null };
    } catch (error) {
      const { code } = refusalOf(error);
      ctx.log(`backup not copied to the second folder: ${code}`);
      return { at, code: code === 'folder_missing' ? 'second_missing' : code };
    }
  }

  async function rotate(where: string, signal: AbortSignal): Promise<void> {
    const { backups } = await runBackupTask('list', { folder: where, ending: ENDING }, { signal });
    const ours = backups.flatMap(({ path, manifest }) => {
      const about = manifest && aboutOf(manifest);
      // Another station's backups in a shared folder are its own to give up.
      return manifest && about?.station === ctx.station ? [{ path, at: manifest.at, kind: about.kind }] : [];
    });
    const offset = new Date(ctx.clock.now()).getTimezoneOffset();
    const paths = toRemove(ours, settings, offset).map(({ path }) => path);
    if (paths.length > 0) await runBackupTask('remove', { paths }, { signal });
  }

  /** What a restore put aside becomes a backup like any other; where it is too damaged for that, it stays as it is. */
  async function packAside(signal: AbortSignal): Promise<void> {
    const names = await readdir(folder).catch(() => [] as string[]);
    for (const name of names.filter((each) => each.startsWith(asidePrefix))) {
      if (closed) return;
      const aside = join(folder, name);
      try {
        await takeBackup({
          source: join(aside, 'packline.sqlite'),
          raw: rawFile(ctx.dataDir, process.pid),
          folder,
          kind: 'safety',
          key: key(),
          about: { version, station: ctx.station, site: ctx.site },
          now: () => ctx.clock.now(),
          signal,
        });
        await rm(aside, { recursive: true, force: true });
        known = undefined;
      } catch (error) {
        ctx.log(`the state before a restore stays as it is: ${refusalOf(error).code}`);
      }
    }
  }

  /** What a process that was killed left; another one's that lives is its own. */
  async function dropUnfinished(): Promise<void> {
    const names = await readdir(folder).catch(() => [] as string[]);
    for (const name of names) {
      const pid = Number(new RegExp(`^${RAW_PREFIX}(\\d+)\\.`).exec(name)?.[1]);
      const left = name.endsWith(`${ENDING}.part`) || (pid > 0 && pid !== process.pid && !isAlive(pid));
      if (left) await rm(join(folder, name), { force: true });
    }
  }

  /** One thing at a time: a backup, a preview, a restore. */
  function queued<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    if (closed) stop.abort();
    stops.add(stop);
    const result = work.then(() => task(stop.signal)).finally(() => stops.delete(stop));
    work = result.catch(() => undefined);
    return result;
  }

  async function lastGood(): Promise<number> {
    const { backups } = await list();
    const own = backups.find(({ manifest }) => manifest && aboutOf(manifest)?.station === ctx.station);
    return own?.manifest?.at ?? 0;
  }

  const service: BackupsService = {
    async view({ fresh = false } = {}) {
      if (fresh && !running) known = undefined;
      const [{ backups, free }, restored] = await Promise.all([
        list().catch(() => ({ backups: [] as FoundBackup[], free: 0 })),
        readReport(ctx.db),
      ]);
      const { everyMinutes } = settings;
      const newest = backups.find(({ manifest }) => manifest !== null)?.manifest?.at ?? null;
      return {
        settings,
        folder,
        free,
        running: running ? { kind: running.kind, since: running.since, ...running.progress } : null,
        last,
        nextAt:
          everyMinutes === 0
            ? null
            : Math.max(ctx.clock.now(), newest === null ? 0 : newest + everyMinutes * 60_000),
        backups: backups.map(rowOf),
        restored: restored
          ? {
              at: restored.at,
              backup: restored.backup,
              backupAt: restored.backupAt,
              present: restored.present,
              gap: restored.gap,
              asked: restored.asked,
              held: restored.held.length,
              missing: restored.missing,
            }
          : null,
      };
    },
    async save(change) {
      if (change.second !== null && !isAbsolute(change.second)) return refused('path_not_absolute');
      settings = change;
      await save();
      await ctx.db.barrier();
      tell(true);
      return DONE;
    },
    start(kind) {
      if (running) return refused('already_running');
      void service.take(kind).catch((error: unknown) => ctx.log(`backup failed: ${nameOf(error)}`));
      return DONE;
    },
    async take(kind, target) {
      const taken = await queued((signal) => run(kind, target, signal));
      return taken.ok ? accepted({ path: taken.value.path, bytes: taken.value.fileBytes }) : taken;
    },
    cancel() {
      for (const stop of stops) stop.abort();
    },
    preview: (path) =>
      queued(async (signal) => {
        try {
          const found = await previewRestore(path, ctx.dataDir, key(), { signal });
          const { manifest, about, holds, lost, present, presentStation } = found;
          return accepted({
            path,
            name: found.name,
            at: manifest.at,
            ageMs: Math.max(0, ctx.clock.now() - manifest.at),
            station: about.station,
            otherStation: presentStation !== '' && presentStation !== about.station,
            version: about.version,
            kind: about.kind,
            bytes: manifest.bytes,
            holds,
            lost,
            present,
          });
        } catch (error) {
          return refusalOf(error);
        }
      }),
    restore: (path, by) =>
      queued(async () => {
        try {
          const { dataDir } = ctx;
          const now = ctx.clock.now();
          await prepareRestore({ path, dataDir, key: key(), by, id: ctx.ids.next(), now });
        } catch (error) {
          return refusalOf(error);
        }
        ctx.log('a restore is prepared; the station starts anew to carry it out');
        restart();
        return DONE;
      }),
    tidy: () => queued((signal) => dropUnfinished().then(() => packAside(signal))),
    async tick() {
      if (closed || running || ctx.failed() || settings.everyMinutes === 0) return;
      const now = ctx.clock.now();
      if (last && last.code !== null && Math.abs(now - last.at) < RETRY_MS) return;
      const before = await lastGood();
      // A clock that was set back must not stop backups until it has caught up.
      if (Math.abs(now - before) < settings.everyMinutes * 60_000) return;
      await service.take('auto');
    },
    async close() {
      closed = true;
      clearTimeout(first);
      clearInterval(timer);
      service.cancel();
      await work;
    },
  };

  const look = (): void =>
    void service.tick().catch((error: unknown) => ctx.log(`backup not looked at: ${nameOf(error)}`));
  let timer: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    void service.tidy().catch((error: unknown) => ctx.log(`not packed: ${nameOf(error)}`));
    look();
    timer = setInterval(look, LOOK_MS).unref();
  }, FIRST_LOOK_MS).unref();
  return service;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function rowOf({ path, name, manifest, fileBytes, error }: FoundBackup): BackupsView['backups'][number] {
  const about = manifest && aboutOf(manifest);
  return {
    path,
    name,
    at: manifest?.at ?? null,
    kind: about?.kind ?? null,
    station: about?.station ?? null,
    bytes: fileBytes,
    holds: manifest ? holdsOf(manifest) : null,
    folded: about?.checked.folded ?? 0,
    disagreeing: about?.checked.disagreeing ?? 0,
    code: error === null ? (about ? null : 'backup_foreign') : codeOf(error),
  };
}

/** Codes of the page, by those of storage and file system. */
const CODES: Readonly<Record<string, string>> = {
  'backup-none': 'backup_none',
  'backup-newer': 'backup_newer',
  'backup-torn': 'backup_torn',
  'backup-damaged': 'backup_damaged',
  'backup-cancelled': 'backup_cancelled',
  'storage-key-wrong': 'backup_key_wrong',
  'storage-key-missing': 'backup_key_wrong',
  'storage-version': 'backup_newer',
  'storage-fatal': 'storage_failed',
  ENOSPC: 'backup_no_room',
  EDQUOT: 'backup_no_room',
  EFBIG: 'backup_no_room',
  EIO: 'backup_disk_failed',
  ENOENT: 'folder_missing',
  ENOTDIR: 'folder_missing',
  ENODEV: 'folder_missing',
  ENXIO: 'folder_missing',
  EHOSTDOWN: 'folder_missing',
  EACCES: 'folder_readonly',
  EPERM: 'folder_readonly',
  EROFS: 'folder_readonly',
};

const codeOf = (code: string): string => CODES[code] ?? (code.startsWith('backup_') ? code : 'backup_failed');

/** A failure as the page is told of it. */
export function refusalOf(error: unknown): Refused {
  const given = error instanceof Error && 'code' in error ? String(error.code) : '';
  const { needed, free } = error as { needed?: number; free?: number };
  return refused(codeOf(given), needed === undefined || free === undefined ? {} : { needed, free });
}
