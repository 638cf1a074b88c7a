import { closeSync, fdatasync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Pages that closing a parcel puts into the write-ahead log, about. */
const PAGES = 24;
const PAGE = 4_120;

/**
 * What the disk alone takes for the bytes of one closed parcel: overwritten in a file that has its length, as a log that
 * begins anew, and fsynced on a thread, with the pauses of the scans before. ms
 */
export async function rawFsync(
  folder: string,
  count: number,
  [least, most]: readonly [number, number],
): Promise<number[]> {
  const path = join(folder, 'raw-fsync');
  const fd = openSync(path, 'w+');
  const bytes = Buffer.alloc(PAGES * PAGE, 1);
  try {
    for (let at = 0; at < count; at += 1) writeSync(fd, bytes, 0, bytes.length, at * bytes.length);
    fdatasyncSync(fd);
    const took: number[] = [];
    for (let at = 0; at < count; at += 1) {
      await sleep(least + ((at * 37) % (most - least)));
      const began = performance.now();
      writeSync(fd, bytes, 0, bytes.length, at * bytes.length);
      await new Promise<void>((resolve, reject) => {
        fdatasync(fd, (error) => (error ? reject(error) : resolve()));
      });
      took.push(performance.now() - began);
    }
    return took;
  } finally {
    closeSync(fd);
    rmSync(path);
  }
}
