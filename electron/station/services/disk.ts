import { statfs } from 'node:fs/promises';

/** `full`: nothing new is taken until there is room again. */
export type DiskLevel = 'ok' | 'low' | 'full';

export interface DiskState {
  readonly level: DiskLevel;
  /** Bytes that this user may still write; null where the system does not say. */
  readonly freeBytes: number | null;
}

export interface DiskLimits {
  /** A warning below this many bytes. */
  readonly lowBytes: number;
  /** Nothing is taken below this many: enough for what is under way, a checkpoint and the log. */
  readonly fullBytes: number;
}

/** Free space of the disk on which the data folder lies, looked at all the time. */
export interface DiskWatch {
  state(): DiskState;
  isFull(): boolean;
  /** Looks now. */
  look(): Promise<DiskState>;
  onChange(listener: (state: DiskState) => void): void;
  close(): void;
}

export interface DiskOptions {
  readonly limits?: DiskLimits;
  /** Between two looks, ms. */
  readonly everyMs?: number;
  /** For tests: another disk than the real one. */
  readonly freeBytes?: () => Promise<number>;
}

const MB = 1024 * 1024;
const LIMITS: DiskLimits = { lowBytes: 1024 * MB, fullBytes: 200 * MB };
const EVERY_MS = 10_000;
/** A level is left only so far beyond its limit: it must not come and go with every log line. */
const MARGIN = 1.1;
/** The page shows the space to a hundredth of this; less is no news. */
const NEWS_BYTES = 16 * MB;

/** The first look is over when it resolves: whether there is room is known before the first scan. */
export async function watchDisk(
  folder: string,
  { limits = LIMITS, everyMs = EVERY_MS, freeBytes = () => freeOf(folder) }: DiskOptions = {},
): Promise<DiskWatch> {
  let state: DiskState = { level: 'ok', freeBytes: null };
  let told = state;
  const listeners: ((state: DiskState) => void)[] = [];

  async function look(): Promise<DiskState> {
    let free: number | null;
    try {
      free = await freeBytes();
    } catch {
      // A share that does not answer for a moment says nothing about its space: the level stays.
      free = null;
    }
    state = { level: free === null ? state.level : levelOf(free, state.level, limits), freeBytes: free };
    const moved = Math.abs((state.freeBytes ?? 0) - (told.freeBytes ?? 0));
    if (state.level !== told.level || (state.level !== 'ok' && moved > NEWS_BYTES)) {
      told = state;
      for (const listener of listeners) listener(state);
    }
    return state;
  }

  await look();
  const timer = setInterval(() => void look(), everyMs).unref();
  return {
    state: () => state,
    isFull: () => state.level === 'full',
    look,
    onChange: (listener) => void listeners.push(listener),
    close: () => clearInterval(timer),
  };
}

/** Pure: the level that so many free bytes mean, coming from another level. */
export function levelOf(free: number, before: DiskLevel, { lowBytes, fullBytes }: DiskLimits): DiskLevel {
  if (free < fullBytes * (before === 'full' ? MARGIN : 1)) return 'full';
  if (free < lowBytes * (before === 'ok' ? 1 : MARGIN)) return 'low';
  return 'ok';
}

async function freeOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
