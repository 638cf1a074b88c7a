import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, HlcClock } from '../../../../shared/base/index.ts';
import type { Database } from '../../database/index.ts';
import { openStoredFile, type StoredFile } from '../../storage/index.ts';
import type { OrdersService } from '../orders.ts';
import { SYSTEM } from '../people.ts';
import { ENCRYPTED } from './agreement.ts';
import { carryForward, readReport, writeReport } from './carry.ts';
import { backupFolder } from './places.ts';
import { dropPlan, readPlan } from './plan.ts';

/** Step 3 of a restore (plan.ts), before any service works on the database. Does nothing where none waits. */
export async function finishRestore(input: {
  readonly db: Database;
  readonly hlc: HlcClock;
  readonly clock: Clock;
  readonly dataDir: string;
  readonly key: Uint8Array;
  readonly log: (line: string) => void;
}): Promise<void> {
  const { db, dataDir, key, log } = input;
  const plan = readPlan(dataDir);
  if (!plan) return;
  const path = join(backupFolder(dataDir), plan.aside, 'packline.sqlite');
  let aside: StoredFile | 'damaged' | 'absent' = 'absent';
  if (existsSync(path)) {
    try {
      aside = openStoredFile(path, { key, encrypted: ENCRYPTED });
    } catch {
      aside = 'damaged';
    }
  }
  try {
    const report = await carryForward({ ...input, plan, aside });
    // A page of it may be damaged that nothing was read from.
    await writeReport(db, report, report.held.length > 0);
    const { present, carried, gap, held, missing } = report;
    log(
      `restored ${plan.backup}: present ${present}, carried ${JSON.stringify(carried)}, gap ${gap}, held ${held.length}, missing ${missing}`,
    );
  } finally {
    if (typeof aside === 'object') aside.close();
  }
  dropPlan(dataDir);
}

/** Orders whose parcels went on after the backup wait for a person: packed or handed over once, they are not so again. */
export async function holdRestored(db: Database, orders: OrdersService): Promise<void> {
  const report = await readReport(db);
  if (!report?.open) return;
  for (const order of report.held)
    await orders.hold(order, 'restored_backup', SYSTEM, `held:restored:${report.id}:${order}`);
  await writeReport(db, report, false);
}
