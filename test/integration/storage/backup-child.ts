/** Takes backups of a folder's database for ever, until it is killed. Arguments: database file, folder of the backups. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';

import { runBackupTask } from '../../../electron/station/storage/index.ts';

const [source = '', folder = ''] = process.argv.slice(2);
const raw = join(folder, 'raw.sqlite');
const pace = { pages: 16, pauseMs: 1 };
const say = (line: string): void => void writeSync(1, `${line}\n`);
for (let n = 0; ; n += 1) {
  const at = Date.now();
  const onProgress = ({ phase }: { phase: string }): void => say(phase);
  const snapshot = await runBackupTask('snapshot', { source, raw }, { pace, onProgress });
  const target = join(folder, `${process.pid}-${n}.backup`);
  await runBackupTask(
    'pack',
    { raw, target, manifest: { ...snapshot, at, about: {} } },
    { pace, onProgress },
  );
  say(`done ${target}`);
}
