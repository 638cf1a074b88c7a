import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createRandom } from '../../../shared/demo/random.ts';
import {
  FATES,
  createDisk,
  readFolder,
  readLog,
  recordedEnv,
  writeFolder,
} from '../../fakes/power-loss/index.ts';
import type { Folder, LogRecord, PowerCut } from '../../fakes/power-loss/index.ts';
import type { Line, Settings } from './crash-load.ts';
import { acknowledged, judge, promised } from './crash-verdict.ts';
import type { Noted, States } from './crash-verdict.ts';

const CHILD = fileURLToPath(new URL('crash-child.ts', import.meta.url));

/** A folder for one test: the storage's directory, the notes, the log. */
export interface Place {
  readonly root: string;
  readonly directory: string;
  readonly notes: string;
  readonly log: string;
  dispose(): void;
}

export function makePlace(): Place {
  const root = mkdtempSync(join(tmpdir(), 'storage-crash-'));
  const directory = join(root, 'data');
  mkdirSync(directory);
  return {
    root,
    directory,
    notes: join(root, 'notes'),
    log: join(root, 'log'),
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Runs the load. @param killAfter SIGKILL so many ms after it began to write */
function runLoad(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  killAfter: number | undefined,
  whileRunning?: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, JSON.stringify(settings)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
    child.stdout.once('data', () => {
      whileRunning?.();
      if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (killAfter === undefined ? code === 0 : signal === 'SIGKILL') resolve();
      else reject(new Error(`the load ended by itself (${code}): ${complaint}`));
    });
  });
}

const linesOf = (text: string, ms: number): Noted[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => ({ ms, line: JSON.parse(line) as Line }));

export interface Kills {
  readonly kills: number;
  readonly events: number;
}

/** Kills (SIGKILL) the load again and again and opens what it left. Every tenth time it begins in an empty directory. */
export async function killAgain(options: {
  readonly kills: number;
  readonly seed: number;
  readonly bulk: number;
  readonly whileRunning?: (directory: string) => void;
}): Promise<Kills> {
  const random = createRandom(options.seed);
  let place = makePlace();
  let before: States = new Map();
  let events = 0;
  try {
    for (let run = 0; run < options.kills; run += 1) {
      if (run % 10 === 0 && run > 0) {
        place.dispose();
        place = makePlace();
        before = new Map();
      }
      writeFileSync(place.notes, '');
      const first = (run + 1) * 1_000_000;
      const settings: Settings = {
        directory: place.directory,
        notes: place.notes,
        seed: random.int(0, 1e9),
        first,
        ms: 60_000,
        end: 'nothing',
        standMs: 0,
        quietMs: [50],
        bulk: options.bulk,
      };
      await runLoad(settings, {}, random.int(0, random.chance(0.2) ? 2_000 : 500), () =>
        options.whileRunning?.(place.directory),
      );
      // A killed process has written every line whole or not at all: it wrote each in one call.
      const notes = linesOf(readFileSync(place.notes, 'utf8'), 0);
      const verdict = await judge(place.directory, notes, before, acknowledged(notes));
      before = verdict.states;
      events += Math.max(0, verdict.last - first);
    }
  } finally {
    place.dispose();
  }
  return { kills: options.kills, events };
}

/** What one run of the load did to the disk. */
export interface Recorded {
  readonly base: Folder;
  /** Of one process each, the next one after a kill of the one before. */
  readonly processes: readonly (readonly LogRecord[])[];
}

export interface LoadOptions {
  readonly library: string;
  readonly seed: number;
  readonly first: number;
  readonly ms: number;
  readonly end: Settings['end'];
  readonly quietMs: readonly number[];
  readonly bulk: number;
  readonly standMs?: number;
  readonly syncMs?: number;
  readonly ignore?: string;
  readonly killAfter?: number;
}

/** Runs the load in the place's directory, recorded. */
export async function recordLoad(place: Place, given: LoadOptions): Promise<LogRecord[]> {
  const { library, syncMs, ignore, killAfter, ...rest } = given;
  writeFileSync(place.notes, '');
  rmSync(place.log, { force: true });
  const recording = {
    library,
    directory: place.directory,
    log: place.log,
    notes: place.notes,
    ...(syncMs === undefined ? {} : { syncMs }),
    ...(ignore === undefined ? {} : { ignore }),
  };
  const settings: Settings = { standMs: 0, directory: place.directory, notes: place.notes, ...rest };
  await runLoad(settings, recordedEnv(recording), killAfter);
  return readLog(place.log);
}

/** Runs the load, kills it, and starts it again: it stands for a while before it goes on. */
export async function recordKilledLoad(place: Place, given: LoadOptions): Promise<LogRecord[][]> {
  const base = readFolder(place.directory);
  for (;;) {
    const killed = await recordLoad(place, { ...given, killAfter: given.ms });
    // A kill between a write and its record leaves a log that is behind the disk.
    if (unseen(base, killed, place.directory).length > 0) {
      writeFolder(place.directory, base);
      continue;
    }
    return [
      killed,
      await recordLoad(place, { ...given, first: given.first + 1_000_000, standMs: 900, ms: 300 }),
    ];
  }
}

/** The recorder saw everything: what the log makes of the base is what lies in the directory. @returns what is not so */
export function unseen(base: Folder, records: readonly LogRecord[], directory: string): string[] {
  const disk = createDisk(base);
  for (const record of records) disk.apply(record);
  const seen = disk.now().files;
  const real = readFolder(directory).files;
  return [...new Set([...seen.keys(), ...real.keys()])].filter((path) => {
    const [one, other] = [seen.get(path), real.get(path)];
    if (path.endsWith('-shm')) return false;
    return !one || !other || Buffer.compare(one, other) !== 0;
  });
}

export interface Cuts {
  readonly cuts: number;
  /** Of the events that were written, how many the cuts left on average (0 … 1). */
  readonly kept: number;
  readonly fsyncs: number;
  readonly megabytes: number;
}

/** Cuts the power at random moments of a recording, and opens what is left. @returns also the last state, to go on from */
export async function cutAgain(
  place: Place,
  recorded: Recorded,
  before: States,
  options: { readonly cuts: number; readonly seed: number; readonly at?: readonly Moment[] },
): Promise<Cuts & { readonly states: States; readonly folder: Folder }> {
  const random = createRandom(options.seed);
  const records = recorded.processes.flat();
  const starts = new Set<number>();
  let start = 0;
  for (const each of recorded.processes) starts.add((start += each.length));
  const points = cutPoints(records, options.cuts, options.at ?? MOMENTS, random);
  const disk = createDisk(recorded.base);
  const syncs = syncTimes(recorded.processes);
  const notes: Noted[] = [];
  let states: States = before;
  let folder = recorded.base;
  let kept = 0;
  let at = 0;
  for (const point of points) {
    for (; at < point; at += 1) {
      const record = records[at];
      if (!record) break;
      if (starts.has(at)) disk.nextProcess();
      disk.apply(record);
      if (record.kind === 'note') notes.push(...linesOf(record.text, record.ms));
    }
    // The latest moment at which this was the state of things.
    const cutMs = (records[at] ?? records.at(-1))?.ms ?? 0;
    const how: PowerCut = {
      fate: random.pick(FATES),
      names: random.chance(0.5) ? 'journal' : 'each',
      seed: random.int(0, 1e9),
    };
    folder = disk.cut(how);
    writeFolder(place.directory, folder);
    try {
      const verdict = await judge(place.directory, notes, before, promised(notes, syncs, cutMs));
      states = verdict.states;
      const written = notes.flatMap(({ line }) => ('call' in line ? [line.call] : []));
      const [first = 0] = written;
      kept +=
        written.length === 0
          ? 1
          : Math.min(1, Math.max(0, verdict.last - first) / ((written.at(-1) ?? 0) - first || 1));
    } catch (error) {
      const where = `power cut before record ${point} of ${records.length}, ${JSON.stringify(how)}`;
      throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  const bytes = records.reduce((sum, record) => sum + (record.kind === 'write' ? record.bytes.length : 0), 0);
  const fsyncs = [...disk.syncs().values()].reduce((sum, count) => sum + count, 0);
  return { cuts: points.length, kept: kept / points.length, fsyncs, megabytes: bytes / 1e6, states, folder };
}

/**
 * Anywhere, right after an acknowledgement, in the middle of an fsync, or while a checkpoint writes the file itself, in a
 * quiet time, while the file is made.
 */
const MOMENTS = ['any', 'told', 'fsync', 'file', 'quiet', 'early'] as const;
type Moment = (typeof MOMENTS)[number];

/** In the order of time. */
function cutPoints(
  records: readonly LogRecord[],
  amount: number,
  moments: readonly Moment[],
  random: ReturnType<typeof createRandom>,
): number[] {
  const of = (wanted: (record: LogRecord, n: number) => boolean): number[] =>
    records.flatMap((record, n) => (wanted(record, n) ? [n] : []));
  const noted = (n: number, words: RegExp): boolean => {
    const record = records[n];
    return record?.kind === 'note' && words.test(record.text);
  };
  const places: Record<Moment, readonly number[]> = {
    any: records.map((_, n) => n + 1),
    told: of((_, n) => noted(n - 1, /"done"|"safe"/)),
    fsync: of(({ kind }) => kind === 'syncEnd'),
    file: of(
      (record) => record.kind === 'size' || (record.kind === 'syncBegin' && !record.path.endsWith('-wal')),
    ).flatMap((n) => Array.from({ length: 40 }, (_, back) => Math.max(1, n - back))),
    quiet: of((_, n) => [n - 2, n - 1, n].every((each) => noted(each, /"tick"/))),
    early: of((_, n) => n > 0 && n < 150),
  };
  const points = Array.from({ length: amount }, (_, n) => {
    const wanted = places[moments[n % moments.length] ?? 'any'];
    return random.pick(wanted.length > 0 ? wanted : places.any);
  });
  return points.sort((a, b) => a - b);
}

function syncTimes(processes: readonly (readonly LogRecord[])[]): (readonly [number, number])[] {
  const times: (readonly [number, number])[] = [];
  for (const records of processes) {
    const begun = new Map<number, number>();
    for (const record of records) {
      if (record.kind === 'syncBegin') begun.set(record.seq, record.ms);
      if (record.kind === 'syncEnd') times.push([begun.get(record.begin) ?? record.ms, record.ms]);
    }
  }
  return times;
}
