import { readFileSync } from 'node:fs';

/** What the recorder saw, in the order in which it happened. Paths are relative to the recorded directory ('' is itself). */
export type LogRecord = Stamp &
  (
    | { readonly kind: 'open'; readonly file: number; readonly path: string; readonly made: boolean }
    | { readonly kind: 'write'; readonly file: number; readonly at: number; readonly bytes: Uint8Array }
    | { readonly kind: 'size'; readonly file: number; readonly size: number }
    | { readonly kind: 'unlink' | 'mkdir' | 'rmdir'; readonly path: string }
    | { readonly kind: 'rename'; readonly from: string; readonly to: string }
    | { readonly kind: 'syncBegin'; readonly file: number; readonly path: string }
    | { readonly kind: 'syncEnd'; readonly begin: number }
    | { readonly kind: 'note'; readonly text: string }
  );

interface Stamp {
  readonly seq: number;
  /** Monotonic clock of the machine, ms (what `process.hrtime` reads). */
  readonly ms: number;
}

const MAGIC = 0x31524c50;
const HEAD_BYTES = 40;
const TAIL_BYTES = 4;
/** In the order of shim.c. */
const TYPES = [
  '',
  'open',
  'write',
  'size',
  'unlink',
  'rename',
  'mkdir',
  'rmdir',
  'syncBegin',
  'syncEnd',
  'note',
  'unseen',
  'start',
] as const;
const MADE = 1;

/**
 * Reads a log; what a kill tore off at its end is left out.
 * @throws Error where the recorder met something that it cannot follow, or did not run
 */
export function readLog(path: string): LogRecord[] {
  const log = readFileSync(path);
  const records: LogRecord[] = [];
  let directory: string | undefined;
  for (let at = 0; at + HEAD_BYTES + TAIL_BYTES <= log.length;) {
    const length = log.readUInt32LE(at + 4);
    const end = at + HEAD_BYTES + length;
    if (log.readUInt32LE(at) !== MAGIC) throw new Error(`${path}: no record at ${at}`);
    if (end + TAIL_BYTES > log.length) break;
    const type = TYPES[log.readUInt32LE(at + 8)];
    const file = log.readUInt32LE(at + 12);
    const ms = Number(log.readBigUInt64LE(at + 16)) / 1e6;
    const arg = Number(log.readBigUInt64LE(at + 24));
    const seq = log.readUInt32LE(at + 32);
    if (log.readUInt32LE(end) !== seq) throw new Error(`${path}: record ${seq} is damaged`);
    const bytes = log.subarray(at + HEAD_BYTES, end);
    at = end + TAIL_BYTES;

    const text = (): string => bytes.toString();
    const stamp = { seq, ms };
    const inside = (full: string): string => {
      if (directory === undefined || !full.startsWith(directory))
        throw new Error(`${full} is not in ${directory}`);
      return full.slice(directory.length + 1);
    };
    switch (type) {
      case 'start':
        if (directory !== undefined) throw new Error(`${path}: two processes wrote it`);
        directory = text();
        break;
      case 'open':
        records.push({ ...stamp, kind: type, file, path: inside(text()), made: (arg & MADE) !== 0 });
        break;
      case 'write':
        records.push({ ...stamp, kind: type, file, at: arg, bytes });
        break;
      case 'size':
        records.push({ ...stamp, kind: type, file, size: arg });
        break;
      case 'unlink':
      case 'mkdir':
      case 'rmdir':
        records.push({ ...stamp, kind: type, path: inside(text()) });
        break;
      case 'rename': {
        const [from = '', to = ''] = text().split('\0');
        records.push({ ...stamp, kind: type, from: inside(from), to: inside(to) });
        break;
      }
      case 'syncBegin':
        records.push({ ...stamp, kind: type, file, path: inside(text()) });
        break;
      case 'syncEnd':
        records.push({ ...stamp, kind: type, begin: arg });
        break;
      case 'note':
        records.push({ ...stamp, kind: type, text: text() });
        break;
      default:
        throw new Error(`${path}: the recorder cannot follow ${type === 'unseen' ? text() : 'a record'}`);
    }
  }
  if (directory === undefined) throw new Error(`${path}: the recorder was not loaded`);
  return records;
}
