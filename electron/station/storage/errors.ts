/**
 * What this storage refuses, as classes with a stable `code`, so that the owner of the storage can tell them apart
 * (RxDB passes rejections on unchanged). Messages are for the log, not for the screen, and hold no document data.
 */
export class StorageError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The folder or its files may not be read or written by this user, or cannot be made. */
export class StorageAccessError extends StorageError {
  constructor(path: string, options?: ErrorOptions) {
    super('storage-access', `${path} cannot be read and written`, options);
  }
}

/** Another process (or another storage in this process) has the directory open. */
export class StorageLockedError extends StorageError {
  constructor(directory: string, options?: ErrorOptions) {
    super('storage-locked', `the data folder ${directory} is in use by another process`, options);
  }
}

/** The file was written by a newer version of this storage; nothing in it was touched. */
export class StorageVersionError extends StorageError {
  readonly found: number;
  readonly supported: number;
  constructor(path: string, found: number, supported: number) {
    super('storage-version', `${path} has format ${found}, this version reads up to ${supported}`);
    this.found = found;
    this.supported = supported;
  }
}

/** `missing`: encrypted data and no key given. `wrong`: the key is not the one the file was made with. */
export class StorageKeyError extends StorageError {
  readonly reason: 'missing' | 'wrong';
  constructor(reason: 'missing' | 'wrong', path: string) {
    super(`storage-key-${reason}`, `${path}: the encryption key is ${reason}`);
    this.reason = reason;
  }
}

/** The schema asks for something this storage does not do, or differs from the stored table. */
export class StorageSchemaError extends StorageError {
  constructor(message: string) {
    super('storage-schema', message);
  }
}

/** An encrypted field does not open: the file was altered or damaged. */
export class StorageDecryptError extends StorageError {
  constructor(collection: string, path: string, options?: ErrorOptions) {
    super('storage-decrypt', `a value of ${collection}.${path} cannot be decrypted`, options);
  }
}

/** The disk failed or is full. From now on nothing is acknowledged until the storage is opened anew. */
export class StorageFatalError extends StorageError {
  /** SQLite's extended result code, 0 where there is none. */
  readonly errcode: number;
  constructor(errcode: number, message: string, options?: ErrorOptions) {
    super('storage-fatal', message, options);
    this.errcode = errcode;
  }
}

export class StorageClosedError extends StorageError {
  constructor(what: string) {
    super('storage-closed', `${what} is closed`);
  }
}

const BACKUP_CODES = [
  /** Not a file of this kind at all. */
  'backup-none',
  /** Written by a newer version. */
  'backup-newer',
  /** It was not written, or not copied, to its end. */
  'backup-torn',
  /** A byte is not the one that was written. */
  'backup-damaged',
  'backup-cancelled',
] as const;
export type BackupFault = (typeof BACKUP_CODES)[number];

/** What is wrong with a backup; `code` is a {@link BackupFault}. */
export class StorageBackupError extends StorageError {
  constructor(code: BackupFault, path: string, options?: ErrorOptions) {
    super(code, `${path}: ${code}`, options);
  }
  static isCode(code: string): code is BackupFault {
    return (BACKUP_CODES as readonly string[]).includes(code);
  }
}

/**
 * Primary result codes after which an acknowledgement would be a lie (https://sqlite.org/rescode.html):
 * NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB.
 */
const FATAL_FOR_WRITES = new Set([7, 8, 10, 11, 13, 14, 26]);
/** IOERR, CORRUPT, NOTADB: what was read cannot be trusted, nor what would be written beside it. */
const FATAL_FOR_READS = new Set([10, 11, 26]);

/** @returns the extended SQLite result code of an error of node:sqlite, undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

export function isFatalSqlite(error: unknown, during: 'read' | 'write'): boolean {
  const code = sqliteCode(error);
  if (code === undefined) return false;
  return (during === 'read' ? FATAL_FOR_READS : FATAL_FOR_WRITES).has(code & 0xff);
}

/** Primary codes of a file that is not ours to use: PERM, READONLY, CANTOPEN, AUTH. */
const NO_ACCESS = new Set([3, 8, 14, 23]);

/** @returns what an error while a file is opened means for its owner; errors of neither SQLite nor the system as they are. */
export function openingError(error: unknown, path: string): unknown {
  if (error instanceof StorageError) return error;
  const code = sqliteCode(error);
  if (code === undefined) {
    return error instanceof Error && 'syscall' in error
      ? new StorageAccessError(path, { cause: error })
      : error;
  }
  if (NO_ACCESS.has(code & 0xff)) return new StorageAccessError(path, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return new StorageFatalError(code, `${path}: ${message}`, { cause: error });
}
