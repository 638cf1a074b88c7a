import { measureGaps } from './storage-gaps.ts';
import { measureSqlite } from './storage-node.ts';
import { measureOpen } from './storage-open.ts';
import { measureMemory, measureMemoryStorage, measurePouch } from './storage-peers.ts';
import type { Amounts } from './storage-workload.ts';

/** One part of the storage bench in a process of its own: `storage-child.ts PART AMOUNTS [MORE]`. */
const [part = '', amounts = '{}', more = ''] = process.argv.slice(2);
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const given = JSON.parse(amounts) as Amounts;
const PARTS: Record<string, () => Promise<unknown>> = {
  sqlite: () => measureSqlite(given, say),
  gaps: () => measureGaps(given, say),
  open: () => measureOpen(more, false),
  'open-gap': () => measureOpen(more, true),
  'memory-storage': () => measureMemoryStorage(given),
  pouch: () => measurePouch(given),
  memory: () => measureMemory(more, given),
};
const samples = await PARTS[part]?.();
await new Promise((sent) => process.send?.(samples ?? {}, sent));
process.disconnect();
