import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const MODULE = JSON.stringify(join(import.meta.dirname, '../../../electron/station/awake.ts'));
/** A process that waits on a timer which keeps no process alive, and then says so. */
const run = (waited: string) =>
  promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { setTimeout as sleep } from 'node:timers/promises';
     import { awake } from ${MODULE};
     const waits = () => sleep(50, undefined, { ref: false });
     ${waited};
     process.stdout.write('closed');`,
  ]);

it('a process ends when its station has closed, not before', async () => {
  expect((await run('await awake(waits)')).stdout).toBe('closed');
  await expect(run('await waits()')).rejects.toMatchObject({ code: 13 });
});
