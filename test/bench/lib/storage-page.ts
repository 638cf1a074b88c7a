import type { RxStorage } from 'rxdb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { measureAlone, rxMake } from './storage-alone.ts';
import type { Amounts, Samples } from './storage-workload.ts';

/** What runs in Chromium: RxDB's free storage on IndexedDB, with its own and with strict durability. */
declare global {
  interface Window {
    measureDexie(name: string, amounts: Amounts, strict: boolean): Promise<Samples>;
  }
}

window.measureDexie = (name, amounts, strict) => {
  const settings = strict ? { chromeTransactionDurability: 'strict' as const } : {};
  const storage = getRxStorageDexie(settings) as unknown as RxStorage<unknown, never>;
  // It has no order of changes of its own: RxDB's query for a batch reads the whole collection.
  return measureAlone(name, rxMake(name, storage), amounts, [strict ? 'durable' : 'relaxed'], 2_000);
};
