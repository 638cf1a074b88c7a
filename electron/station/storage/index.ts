export { getRxStorageNodeSqlite, STORAGE_NAME } from './storage.ts';
export type { NodeSqliteOptions, NodeSqliteStorage, StorageStats } from './storage.ts';
export type { Durability, FileStats } from './file.ts';
export { createKeyFile, loadKeyFile } from './key-file.ts';
export { GENTLE, runBackupTask } from './backup.ts';
export type {
  BackupManifest,
  BackupProgress,
  BackupRunOptions,
  BackupTable,
  FoundBackup,
  Pace,
  Snapshot,
} from './backup.ts';
export {
  StorageBackupError,
  StorageClosedError,
  StorageDecryptError,
  StorageError,
  StorageFatalError,
  StorageKeyError,
  StorageLockedError,
  StorageSchemaError,
  StorageVersionError,
} from './errors.ts';
export type { BackupFault } from './errors.ts';
export { openStoredFile } from './stored-file.ts';
export type { StoredCollection, StoredDocument, StoredFile, StoredFileOptions } from './stored-file.ts';
