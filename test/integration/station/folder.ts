import { createHlc } from '../../../shared/base/index.ts';
import type { ShipmentEvent } from '../../../shared/domain/index.ts';
import { openDatabase, shipmentDoc } from '../../../electron/station/database/index.ts';
import type { Database } from '../../../electron/station/database/index.ts';
import { loadKeyFile } from '../../../electron/station/storage/index.ts';
import { keyFileOf } from './harness.ts';
import type { TestBench } from './harness.ts';

/** Works on a data folder while no station has it: what another station or a crash may have left there. */
export async function withFolder<T>(dir: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase({
    directory: dir,
    key: loadKeyFile(keyFileOf(dir)),
    onFatal: (error) => {
      throw error;
    },
  });
  try {
    return await work(db);
  } finally {
    await db.barrier();
    await db.close();
  }
}

/** The same with the folder of a running station, which stands still meanwhile. */
export async function whileStopped<T>(bench: TestBench, work: (db: Database) => Promise<T>): Promise<T> {
  await bench.stop();
  try {
    return await withFolder(bench.dir, work);
  } finally {
    await bench.start();
  }
}

export interface ForeignEvent {
  readonly type: ShipmentEvent['type'];
  readonly data: unknown;
  readonly station: string;
}

let written = 0;

/** Adds events to a shipment, as replication would. */
export const writeEvents = (dir: string, shipment: string, events: readonly ForeignEvent[]): Promise<void> =>
  withFolder(dir, async (db) => {
    const stored = await db.shipments.update(shipment, (doc) => {
      const made = events.map((event) => {
        written += 1;
        const hlc = createHlc({ clock: { now: () => Date.now() }, station: event.station });
        return { ...event, id: `foreign-${written}`, at: hlc.next(), by: 'op:elsewhere' } as ShipmentEvent;
      });
      return shipmentDoc({ ...doc, events: [...doc.events, ...made] });
    });
    if (!stored) throw new Error(`no shipment ${shipment}`);
  });
