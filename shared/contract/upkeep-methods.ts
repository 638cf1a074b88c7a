import { z } from 'zod';
import * as v from './views.ts';
import { done, id, method, none, outcome } from './method.ts';

/** Disk, retention, keys, backups. */
export const upkeepMethods = {
  'upkeep.view': method(none, v.upkeepView),
  /** What the rules of retention would take away now. */
  'retention.preview': method(none, outcome(v.retentionRun)),
  'retention.run': method(none, outcome(v.retentionRun)),
  /** A new key for the private data; how it goes on is told by the event `upkeep`. */
  'keys.rotate': method(none, done),

  'backups.view': method(none, v.backupsView),
  'backups.save': method(v.backupSettings, done),
  /** Starts a backup; how it goes on is told by the event `backups`. */
  'backups.start': method(none, done),
  'backups.cancel': method(none, done),
  /** Reads every byte of a backup and says what a restore would bring and take. */
  'backups.preview': method(z.object({ path: v.filePath }), outcome(v.restorePreview)),
  /** Prepares the restore of a backup; the station starts anew and carries it out. */
  'backups.restore': method(z.object({ path: v.filePath, operator: id }), done),
};
