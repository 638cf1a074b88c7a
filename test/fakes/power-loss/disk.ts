import { createRandom } from '../../../shared/demo/random.ts';
import { change, contentOf, imageOf, survivor } from './image.ts';
import type { Change, Dice, FileFate, Image } from './image.ts';
import type { LogRecord } from './log.ts';

/** A directory: its files with their bytes, and its folders, by path relative to it. */
export interface Folder {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly folders: ReadonlySet<string>;
}

export const FATES = ['none', 'all', 'prefix', 'torn', 'pages', 'sectors', 'mixed'] as const;
export type Fate = FileFate | 'mixed';

/**
 * What becomes of names (created, renamed, removed files) whose folder was not fsynced since. `journal`: as ext4 and xfs do,
 * in their order, and any fsync makes the earlier ones safe. `each`: each may be undone by itself, as POSIX allows.
 */
export type NameFate = 'journal' | 'each';

export interface PowerCut {
  readonly fate: Fate;
  readonly names: NameFate;
  readonly seed: number;
}

/** A disk with a write cache: takes what a log recorded, and says what a power cut would leave of it. */
export interface Disk {
  apply(record: LogRecord): void;
  /** The next records are another process's: what the last one left in the cache is still there. */
  nextProcess(): void;
  /** The directory as the running process sees it. */
  now(): Folder;
  /** The directory after a power cut at this moment. The disk itself goes on. SQLite's `-shm` lies in memory and is gone. */
  cut(how: PowerCut): Folder;
  /** fsyncs that ended, by path. */
  syncs(): ReadonlyMap<string, number>;
}

interface File {
  safe: Image;
  changes: Change[];
}

type Name = File | 'folder';
interface NameChange {
  readonly seq: number;
  readonly path: string;
  /** A rename's old path. */
  readonly from?: string;
  /** Missing: the name is removed. */
  readonly name?: Name;
}

export function createDisk(base: Folder): Disk {
  const names = new Map<string, Name>();
  const safeNames = new Map<string, Name>();
  for (const path of base.folders) names.set(path, 'folder');
  for (const [path, bytes] of base.files) names.set(path, { safe: imageOf(bytes), changes: [] });
  for (const [path, name] of names) safeNames.set(path, name);
  const files = new Map<number, File>();
  const begun = new Map<number, { readonly begin: number; readonly file: number; readonly path: string }>();
  const counts = new Map<string, number>();
  let nameChanges: NameChange[] = [];
  /** The last fsync that ended began here: a journal has all names from before it. */
  let journalled = 0;
  /** Counts records over all processes. */
  let clock = 0;

  function fileOf(id: number): File {
    const file = files.get(id);
    if (!file) throw new Error(`file ${id} was never opened`);
    return file;
  }

  function rename(made: NameChange): void {
    nameChanges.push(made);
    changeName(names, made);
  }

  function syncEnded(record: number): void {
    const sync = begun.get(record);
    if (!sync) throw new Error(`fsync ${record} ended and never began`);
    begun.delete(record);
    const { begin } = sync;
    counts.set(sync.path, (counts.get(sync.path) ?? 0) + 1);
    journalled = Math.max(journalled, begin);
    if (sync.path === '' || names.get(sync.path) === 'folder') {
      nameChanges = nameChanges.filter((made) => {
        if (made.seq > begin || parentOf(made.path) !== sync.path) return true;
        changeName(safeNames, made);
        return false;
      });
      return;
    }
    const file = fileOf(sync.file);
    const rest = file.changes.findIndex((made) => made.seq > begin);
    for (const made of file.changes.splice(0, rest === -1 ? file.changes.length : rest))
      change(file.safe, made);
  }

  function survivingNames(how: NameFate, dice: Dice): Map<string, Name> {
    const left = new Map(safeNames);
    const certain = nameChanges.filter((made) => made.seq < journalled).length;
    const kept = dice.int(certain, nameChanges.length);
    for (const [n, made] of nameChanges.entries())
      if (how === 'journal' ? n < kept : dice.next() < 0.5) changeName(left, made);
    return left;
  }

  return {
    apply(record) {
      clock += 1;
      const seq = clock;
      switch (record.kind) {
        case 'open': {
          if (record.made) {
            const file: File = { safe: imageOf(new Uint8Array()), changes: [] };
            files.set(record.file, file);
            rename({ seq, path: record.path, name: file });
            break;
          }
          const known = record.path === '' ? 'folder' : names.get(record.path);
          if (!known) throw new Error(`${record.path} was there and nobody made it`);
          if (known !== 'folder') files.set(record.file, known);
          break;
        }
        case 'write':
          fileOf(record.file).changes.push({ seq, at: record.at, bytes: record.bytes });
          break;
        case 'size':
          fileOf(record.file).changes.push({ seq, size: record.size });
          break;
        case 'unlink':
        case 'rmdir':
          rename({ seq, path: record.path });
          break;
        case 'mkdir':
          rename({ seq, path: record.path, name: 'folder' });
          break;
        case 'rename': {
          const name = names.get(record.from);
          if (!name) throw new Error(`${record.from} was renamed and nobody made it`);
          if (name === 'folder') throw new Error(`${record.from}: renamed folders are not followed`);
          rename({ seq, path: record.to, from: record.from, name });
          break;
        }
        case 'syncBegin':
          begun.set(record.seq, { begin: seq, file: record.file, path: record.path });
          break;
        case 'syncEnd':
          syncEnded(record.begin);
          break;
        case 'note':
          break;
      }
    },
    nextProcess() {
      files.clear();
      begun.clear();
    },
    now: () => folderOf(names, (file) => survivor(file.safe, file.changes, 'all', NO_DICE)),
    cut({ fate, names: nameFate, seed }) {
      const dice = createRandom(seed);
      return folderOf(survivingNames(nameFate, dice), (file) =>
        file.changes.length === 0
          ? contentOf(file.safe)
          : survivor(file.safe, file.changes, fate === 'mixed' ? dice.pick(FILE_FATES) : fate, dice),
      );
    },
    syncs: () => counts,
  };
}

const FILE_FATES = FATES.filter((fate): fate is FileFate => fate !== 'mixed');

const NO_DICE: Dice = { next: () => 0, int: (min) => min };

function changeName(names: Map<string, Name>, { path, from, name }: NameChange): void {
  if (from !== undefined) names.delete(from);
  if (name) names.set(path, name);
  else names.delete(path);
}

function folderOf(names: ReadonlyMap<string, Name>, bytesOf: (file: File) => Buffer): Folder {
  const files = new Map<string, Uint8Array>();
  const folders = new Set<string>();
  const reached = (path: string): boolean => {
    const parent = parentOf(path);
    return parent === '' || (names.get(parent) === 'folder' && reached(parent));
  };
  for (const [path, name] of names) {
    // In a folder whose own name did not survive, nothing is found.
    if (!reached(path) || path.endsWith('-shm')) continue;
    if (name === 'folder') folders.add(path);
    else files.set(path, bytesOf(name));
  }
  return { files, folders };
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
