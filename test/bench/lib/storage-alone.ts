import type { RxStorage } from 'rxdb';
import { openRxSubject } from './storage-rx.ts';
import type { Subject } from './storage-subject.ts';
import {
  load,
  measureBulk,
  measureInserts,
  measurePull,
  measureReads,
  measureUpdates,
} from './storage-workload.ts';
import type { Amounts, Samples } from './storage-workload.ts';

export type Make = (collection: string) => Promise<Subject & { drop(): unknown }>;

/** Everything that one storage is asked for, alone in its process. @param insert the strength of its writes */
export async function measureAlone(
  name: string,
  make: Make,
  amounts: Amounts,
  insert: readonly ('durable' | 'relaxed')[],
  mostPulled?: number,
): Promise<Samples> {
  const makers = [{ name, make: (round: number) => make(`bulk${round}`) }];
  const samples = await measureBulk(makers, amounts);
  const half = await make('half');
  await load(half, amounts.bulk);
  Object.assign(samples, await measurePull([half], amounts, mostPulled));
  await half.drop();
  await half.close();
  const main = await make('tasks');
  await load(main, amounts.documents);
  for (const what of insert) Object.assign(samples, await measureInserts(what, [main], amounts));
  Object.assign(samples, await measureReads([main], amounts), await measureUpdates([main], amounts));
  await main.close();
  return samples;
}

export const rxMake =
  (name: string, storage: RxStorage<unknown, never>): Make =>
  async (collection) => {
    const subject = await openRxSubject(name, storage, collection);
    return { ...subject, drop: () => subject.instance.remove() };
  };
