export { createBackups, refusalOf } from './backups.ts';
export type { BackupsService } from './backups.ts';
export { finishRestore, holdRestored } from './finish.ts';
export { swapRestored } from './plan.ts';
