export { getRxStorageNodeSqlite, STORAGE_NAME } from './storage.ts';
export type { NodeSqliteOptions, NodeSqliteStorage, StorageStats } from './storage.ts';
export type { Durability, FileStats } from './file.ts';
export { createKeyFile, loadKeyFile } from './key-file.ts';
export {
  StorageClosedError,
  StorageDecryptError,
  StorageError,
  StorageFatalError,
  StorageKeyError,
  StorageLockedError,
  StorageSchemaError,
  StorageVersionError,
} from './errors.ts';
