import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const MAX_BYTES = 5 * 1024 * 1024;

/**
 * A log of lines in `logs/` of the data folder: 5 MB, and the 5 MB before. A disk that takes no more lines
 * must not stop the bench: such lines are dropped.
 */
export function openLog(dataDir: string, now: () => Date): (line: string) => void {
  const file = join(dataDir, 'logs', 'packline.log');
  return (line) => {
    try {
      mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(file, `${file}.1`);
      appendFileSync(file, `${now().toISOString()} ${line.replace(/[\r\n]+/g, ' ')}\n`, { mode: 0o600 });
    } catch {
      return; // the disk is full or read-only; the storage reports that itself
    }
  };
}
