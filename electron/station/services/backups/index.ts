export { createBackups, refusalOf } from './backups.ts';
export type { BackupsService } from './backups.ts';
export { readReport } from './carry.ts';
export { finishRestore, holdRestored } from './finish.ts';
export { backupFolder, databaseFile, rawFile } from './places.ts';
export { swapRestored } from './plan.ts';
export { prepareRestore, previewRestore } from './restore.ts';
export type { Preview } from './restore.ts';
export { takeBackup } from './take.ts';
