import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Folder } from './disk.ts';

const SOURCE = fileURLToPath(new URL('shim.c', import.meta.url));

/** The compiled recorder, or why there is none here. */
export type Recorder =
  { readonly library: string; dispose(): void } | { readonly library?: undefined; readonly problem: string };

/** Compiles the recorder into a folder of its own; takes half a second. */
export function buildRecorder(): Recorder {
  if (process.platform !== 'linux')
    return { problem: 'power cuts are simulated by an LD_PRELOAD library, on Linux only' };
  const folder = mkdtempSync(join(tmpdir(), 'power-loss-'));
  const dispose = (): void => rmSync(folder, { recursive: true, force: true });
  const library = join(folder, 'shim.so');
  const args = ['-O2', '-shared', '-fPIC', '-o', library, SOURCE, '-ldl', '-lpthread'];
  const outcome = spawnSync('gcc', args, { encoding: 'utf8' });
  if (outcome.status === 0) return { library, dispose };
  dispose();
  // No gcc, or a gcc without the C library's headers.
  if (outcome.error || /fatal error: \S+\.h: No such file/.test(outcome.stderr)) {
    return {
      problem:
        'power cuts need a C compiler: install gcc and libc6-dev (Debian: apt-get install gcc libc6-dev)',
    };
  }
  throw new Error(`gcc refused shim.c: ${outcome.stderr}`);
}

export interface Recording {
  readonly library: string;
  /** Recorded with all that is below it. */
  readonly directory: string;
  /** Where the log goes; outside of the directory. */
  readonly log: string;
  /** An existing file: what the process writes there stands in the log, too. */
  readonly notes?: string;
  /** End of a file name whose fsyncs shall not count: what a storage would be that forgot to wait. */
  readonly ignore?: string;
  /** Every fsync takes so many ms more. */
  readonly syncMs?: number;
}

/** The environment of a process that shall be recorded; start it directly, not through a shell. */
export const recordedEnv = (given: Recording): NodeJS.ProcessEnv => ({
  LD_PRELOAD: given.library,
  POWER_LOSS_DIR: given.directory,
  POWER_LOSS_LOG: given.log,
  ...(given.notes === undefined ? {} : { POWER_LOSS_NOTES: given.notes }),
  ...(given.ignore === undefined ? {} : { POWER_LOSS_IGNORE: given.ignore }),
  ...(given.syncMs === undefined ? {} : { POWER_LOSS_SYNC_MS: String(given.syncMs) }),
  // Its ring would write past the recorder.
  UV_USE_IO_URING: '0',
});

/** A directory as it stands. */
export function readFolder(directory: string): Folder {
  const files = new Map<string, Uint8Array>();
  const folders = new Set<string>();
  if (!existsSync(directory)) return { files, folders };
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const full = join(entry.parentPath, entry.name);
    const path = full.slice(directory.length + 1);
    if (entry.isDirectory()) folders.add(path);
    else files.set(path, readFileSync(full));
  }
  return { files, folders };
}

/** Makes the directory anew, with exactly this in it. */
export function writeFolder(directory: string, { files, folders }: Folder): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const path of [...folders].sort()) mkdirSync(join(directory, path), { recursive: true, mode: 0o700 });
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), bytes, { mode: 0o600 });
  }
}
