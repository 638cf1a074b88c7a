import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

import { StorageBackupError } from './errors.ts';

/**
 * The file of a backup: a line that names the format, the SQLite file in pieces of 4 MiB (length, Zstandard frame) up to a
 * length of 0, the manifest as JSON, and a footer of fixed size with the SHA-256 of every byte before it. The footer is
 * written last, so that a file that was cut off has none, and no byte is outside of what it covers.
 */
const HEAD = 'node-sqlite-backup 1\n';
const HEAD_PATTERN = /^node-sqlite-backup (\d)\n$/;
const FOOTER_PATTERN = /^\n(\d{10}) ([0-9a-f]{64})\n$/;
const FOOTER_BYTES = 77;
const PIECE_BYTES = 4 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;
/** A manifest is some kilobytes; a larger one is not ours. */
const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

export interface BackupTable {
  readonly collection: string;
  readonly version: number;
  /** Living documents, and deleted ones that are still kept. */
  readonly rows: number;
  readonly deleted: number;
  /** Where `getChangedDocumentsSince` stood: the greatest `lwt` column. */
  readonly lastLwt: number;
}

/** What the storage says of a backup; what its owner says of it is in `about`. */
export interface BackupManifest {
  /** When the snapshot was taken, epoch ms. */
  readonly at: number;
  /** Format of the SQLite file inside. */
  readonly storageFormat: number;
  /** Size and SHA-256 of the SQLite file inside. */
  readonly bytes: number;
  readonly sha256: string;
  /** The data key wrapped by the owner's key, base64; null where the file has none. */
  readonly wrappedKey: string | null;
  readonly tables: readonly BackupTable[];
  readonly about: Readonly<Record<string, unknown>>;
}

/** Called between two pieces with what is done and what there is, in bytes; may throw to break off. */
export type Between = (done: number, total: number) => void;

/** Writes the file under its own name `.part`, waits for the disk, reads it again, and only then gives it its name. */
export function packBackup(
  raw: string,
  target: string,
  manifest: Omit<BackupManifest, 'bytes' | 'sha256'>,
  between: { readonly pack: Between; readonly verify: Between },
): { manifest: BackupManifest; fileBytes: number } {
  const part = `${target}.part`;
  try {
    const whole = writePacked(raw, part, manifest, between.pack);
    verifyBackup(part, between.verify);
    renameSync(part, target);
    syncFolder(dirname(target));
    return whole;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

function writePacked(
  raw: string,
  part: string,
  manifest: Omit<BackupManifest, 'bytes' | 'sha256'>,
  between: Between,
): { manifest: BackupManifest; fileBytes: number } {
  const from = openSync(raw, 'r');
  try {
    const to = openSync(part, 'w', 0o600);
    try {
      const bytes = fstatSync(from).size;
      const inside = createHash('sha256');
      const outside = createHash('sha256');
      let fileBytes = 0;
      const write = (block: Uint8Array): void => {
        outside.update(block);
        writeAll(to, block);
        fileBytes += block.length;
      };
      write(Buffer.from(HEAD));
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      for (let at = 0; at < bytes;) {
        const read = readFully(from, piece, at, Math.min(PIECE_BYTES, bytes - at));
        const plain = piece.subarray(0, read);
        inside.update(plain);
        const packed = zstdCompressSync(plain, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
        write(uint32(packed.length));
        write(packed);
        at += read;
        between(at, bytes);
      }
      write(uint32(0));
      const whole: BackupManifest = { ...manifest, bytes, sha256: inside.digest('hex') };
      const text = Buffer.from(JSON.stringify(whole), 'utf8');
      write(text);
      const footer = `\n${String(text.length).padStart(10, '0')} ${outside.digest('hex')}\n`;
      writeAll(to, Buffer.from(footer));
      fsyncSync(to);
      return { manifest: whole, fileBytes: fileBytes + FOOTER_BYTES };
    } finally {
      closeSync(to);
    }
  } finally {
    closeSync(from);
  }
}

/**
 * Reads the manifest alone: enough for a list. Whether the rest of the file is whole, {@link verifyBackup} says.
 * @throws StorageBackupError
 */
export function readManifest(path: string): { manifest: BackupManifest; fileBytes: number } {
  const file = openSync(path, 'r');
  try {
    const { manifest, fileBytes } = readEnds(file, path);
    return { manifest, fileBytes };
  } finally {
    closeSync(file);
  }
}

/** Reads every byte. @throws StorageBackupError where the file is torn, altered or of a newer format */
export function verifyBackup(path: string, between: Between): BackupManifest {
  return readPieces(path, () => undefined, between);
}

/** Writes the SQLite file of a backup to `target`, verified and on disk. @throws StorageBackupError */
export function unpackBackup(path: string, target: string, between: Between): BackupManifest {
  const to = openSync(target, 'w', 0o600);
  try {
    const manifest = readPieces(path, (piece) => writeAll(to, piece), between);
    fsyncSync(to);
    return manifest;
  } finally {
    closeSync(to);
  }
}

interface Ends {
  readonly manifest: BackupManifest;
  readonly fileBytes: number;
  readonly digest: string;
  /** Where the manifest begins and the pieces end. */
  readonly manifestAt: number;
}

function readEnds(file: number, path: string): Ends {
  const fileBytes = fstatSync(file).size;
  const head = readText(file, 0, Math.min(HEAD.length, fileBytes));
  const version = HEAD_PATTERN.exec(head)?.[1];
  if (version === undefined) throw new StorageBackupError('backup-none', path);
  if (head !== HEAD) throw new StorageBackupError('backup-newer', path);
  if (fileBytes < HEAD.length + FOOTER_BYTES) throw new StorageBackupError('backup-torn', path);
  const footer = FOOTER_PATTERN.exec(readText(file, fileBytes - FOOTER_BYTES, FOOTER_BYTES));
  if (!footer) throw new StorageBackupError('backup-torn', path);
  const length = Number(footer[1]);
  const manifestAt = fileBytes - FOOTER_BYTES - length;
  if (length > MAX_MANIFEST_BYTES || manifestAt < HEAD.length)
    throw new StorageBackupError('backup-damaged', path);
  let manifest: BackupManifest;
  try {
    manifest = JSON.parse(readText(file, manifestAt, length)) as BackupManifest;
  } catch (cause) {
    throw new StorageBackupError('backup-damaged', path, { cause });
  }
  return { manifest, fileBytes, digest: footer[2] ?? '', manifestAt };
}

/** Everything is hashed before any of it is believed, except for what only says where to read. */
function readPieces(path: string, take: (piece: Uint8Array) => void, between: Between): BackupManifest {
  const file = openSync(path, 'r');
  try {
    const { manifest, fileBytes, digest, manifestAt } = readEnds(file, path);
    const found = hashUpTo(file, fileBytes - FOOTER_BYTES, (done) => between(done / 2, fileBytes));
    if (found !== digest) throw new StorageBackupError('backup-damaged', path);
    const inside = createHash('sha256');
    const length = Buffer.allocUnsafe(4);
    let bytes = 0;
    let at = HEAD.length;
    for (;;) {
      readFully(file, length, at, 4);
      const packed = length.readUInt32LE(0);
      at += 4;
      if (packed === 0) break;
      if (at + packed > manifestAt) throw new StorageBackupError('backup-damaged', path);
      const frame = Buffer.allocUnsafe(packed);
      readFully(file, frame, at, packed);
      const piece = zstdDecompressSync(frame, { maxOutputLength: PIECE_BYTES });
      inside.update(piece);
      take(piece);
      bytes += piece.length;
      at += packed;
      between((fileBytes + at) / 2, fileBytes);
    }
    if (at !== manifestAt || bytes !== manifest.bytes || inside.digest('hex') !== manifest.sha256)
      throw new StorageBackupError('backup-damaged', path);
    return manifest;
  } finally {
    closeSync(file);
  }
}

/**
 * Copies a file to another folder, waits for that disk, reads it back and compares, then gives it its name.
 * @throws StorageBackupError where what is read back differs; errors of the file system as they are
 */
export function copyChecked(source: string, target: string, between: Between): void {
  const part = `${target}.part`;
  try {
    const from = openSync(source, 'r');
    let digest: string;
    try {
      const total = fstatSync(from).size;
      const to = openSync(part, 'w', 0o600);
      try {
        const hash = createHash('sha256');
        eachBlock(from, total, (block, done) => {
          hash.update(block);
          writeAll(to, block);
          between(done / 2, total);
        });
        digest = hash.digest('hex');
        fsyncSync(to);
      } finally {
        closeSync(to);
      }
    } finally {
      closeSync(from);
    }
    const back = openSync(part, 'r');
    try {
      const total = fstatSync(back).size;
      if (hashUpTo(back, total, (done) => between((total + done) / 2, total)) !== digest)
        throw new StorageBackupError('backup-damaged', target);
    } finally {
      closeSync(back);
    }
    renameSync(part, target);
    syncFolder(dirname(target));
  } catch (error) {
    dropPart(part);
    throw error;
  }
}

/** The half-written copy may lie on a disk that is gone: the first error is the one to tell. */
function dropPart(part: string): void {
  try {
    rmSync(part, { force: true });
  } catch {
    // The next copy overwrites it.
  }
}

/** A rename is on disk when its folder is; Windows has no handles of folders and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } catch (error) {
    // Some network file systems have no fsync for folders.
    if (!['EINVAL', 'ENOTSUP', 'EBADF', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
  } finally {
    closeSync(handle);
  }
}

function eachBlock(file: number, upTo: number, take: (block: Uint8Array, done: number) => void): void {
  const block = Buffer.allocUnsafe(READ_BYTES);
  for (let at = 0; at < upTo;) {
    const read = readFully(file, block, at, Math.min(READ_BYTES, upTo - at));
    at += read;
    take(block.subarray(0, read), at);
  }
}

function hashUpTo(file: number, upTo: number, between: (done: number) => void): string {
  const hash: Hash = createHash('sha256');
  eachBlock(file, upTo, (block, done) => {
    hash.update(block);
    between(done);
  });
  return hash.digest('hex');
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function writeAll(file: number, block: Uint8Array): void {
  for (let at = 0; at < block.length;) at += writeSync(file, block, at, block.length - at);
}

/** @throws where the file ends before `length` bytes are read */
function readFully(file: number, into: Buffer, position: number, length: number): number {
  for (let at = 0; at < length;) {
    const read = readSync(file, into, at, length - at, position + at);
    if (read === 0) throw new StorageBackupError('backup-torn', '');
    at += read;
  }
  return length;
}

function readText(file: number, position: number, length: number): string {
  const bytes = Buffer.allocUnsafe(length);
  readFully(file, bytes, position, length);
  return bytes.toString('utf8');
}
