export { getRxStorageNodeSqlite, STORAGE_NAME } from './storage.ts';
export type { NodeSqliteOptions, NodeSqliteStorage, StorageStats } from './storage.ts';
export { FORMAT as STORAGE_FORMAT } from './format.ts';
export type { Durability, FileStats } from './file.ts';
export type { SlowQuery } from './query.ts';
export type { NodeSqliteInstance, PurgeRow } from './instance.ts';
export type { RotationProgress } from './rotation.ts';
export { MAX_TOGETHER } from './together.ts';
export type { TogetherOptions, TogetherPart } from './together.ts';
export { createKeyFile, KeyExposedError, loadKeyFile, replaceKeyFile } from './key-file.ts';
export { newPassphrase, openPassphrase, PassphraseError } from './passphrase.ts';
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
  StorageAccessError,
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
export { opensWith, openStoredFile } from './stored-file.ts';
export type { StoredCollection, StoredDocument, StoredFile, StoredFileOptions } from './stored-file.ts';
export { lockDirectory } from './lock.ts';
