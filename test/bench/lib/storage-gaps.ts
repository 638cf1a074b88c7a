import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RxStorage } from 'rxdb';
import { longestGap } from './loop-gap.ts';
import { ASKED, deleted, idOf, taskOf, withOneMore } from './storage-documents.ts';
import { openOurs, OURS, QUIET_MS } from './storage-node.ts';
import { openRxSubject, queryOf } from './storage-rx.ts';
import type { RxSubject } from './storage-rx.ts';
import { PULL_BATCH } from './storage-subject.ts';
import { expect, load, tasks } from './storage-workload.ts';
import type { Amounts, Samples } from './storage-workload.ts';

export const CPU = 'of it computing';
export const IDLE = 'a process that does nothing';

/** Longest gap of the event loop under each kind of work, ms, beside what the machine does to an idle process. */
export async function measureGaps(amounts: Amounts, say: (line: string) => void): Promise<Samples> {
  const { documents, bulk, bulkRounds } = amounts;
  const folder = mkdtempSync(join(tmpdir(), 'packline-bench-storage-'));
  const storage = openOurs(folder, 'durable');
  const samples: Samples = {};
  const note = (name: string, subject: string, value: number): void => {
    ((samples[`gap ${name}`] ??= {})[subject] ??= []).push(value);
  };
  const open = (name: string): Promise<RxSubject> =>
    openRxSubject(OURS, storage as unknown as RxStorage<unknown, never>, name);
  /** Each time beside as long a wait in which this process does nothing: what others on the machine cost. */
  async function gap(name: string, times: number, work: (n: number) => Promise<unknown>): Promise<void> {
    say(`gaps: ${name} …`);
    for (let n = 0; n < times; n += 1) {
      // What the bench itself made young would be collected during the work.
      global.gc?.();
      const began = performance.now();
      const worst = await longestGap(() => work(n));
      note(name, OURS, worst.wall);
      note(name, CPU, worst.cpu);
      const idle = Math.min(performance.now() - began, 1_000);
      note('idle', IDLE, (await longestGap(() => sleep(idle))).wall);
    }
  }
  const each = async (count: number, work: (n: number) => Promise<unknown>): Promise<void> => {
    for (let n = 0; n < count; n += 1) await work(n);
  };
  try {
    const inserted = tasks(0, bulk);
    const bulks: RxSubject[] = [];
    for (let n = 0; n < bulkRounds; n += 1) bulks.push(await open(`bulk${n}`));
    await gap('bulk insert', bulkRounds, (n) => Promise.resolve(bulks[n]?.bulk(inserted)));
    for (const subject of bulks.slice(1)) await subject.instance.remove();
    const half = bulks[0];
    if (!half) return samples;
    const main = await open('tasks');
    await load(main, documents);
    await gap('quiet moment with statistics', 1, () => sleep(QUIET_MS));
    const single = Array.from({ length: 3_000 }, (_, n) => taskOf(10_000_000 + n));
    await gap('single durable inserts', 3, (round) =>
      each(300, (n) => Promise.resolve(main.insert(single[round * 300 + n] ?? taskOf(0)))),
    );
    await gap('finds by id', 3, () =>
      each(2_000, (n) => Promise.resolve(main.find(idOf((n * 7_919) % documents)))),
    );
    await gap('indexed queries', 3, () => each(300, () => Promise.resolve(main.page(ASKED, 'asc'))));
    await gap('indexed queries, descending', 3, () =>
      each(50, () => Promise.resolve(main.page(ASKED, 'desc'))),
    );
    await gap('pull of all changes', 3, () => Promise.resolve(half.pull(PULL_BATCH)));
    const find = async (wanted: number | undefined, query: Parameters<typeof queryOf>[0]) => {
      const { documents: found } = await main.instance.query(queryOf(query));
      if (wanted !== undefined) expect('a query', found, wanted);
    };
    const all = documents + single.length - 2_100;
    await gap('scan without an index', 3, () => find(0, { selector: { site: 'elsewhere' } }));
    await gap('all documents, sorted without an index', 3, () =>
      find(all, { selector: {}, sort: [{ site: 'desc' }] }),
    );
    await gap('all documents, sorted by an indexed field', 3, () =>
      find(all, { selector: {}, sort: [{ priority: 'desc' }] }),
    );
    await gap('50 of all, sorted without an index', 3, () =>
      find(50, { selector: {}, sort: [{ site: 'desc' }], limit: 50 }),
    );
    await gap('50 of all, sorted by SQLite', 3, () =>
      find(50, { selector: {}, sort: [{ priority: 'desc' }], limit: 50 }),
    );
    await gap('count by an index', 3, () => main.instance.count(queryOf({ selector: { lane: ASKED } })));
    await gap('count of all', 3, () => main.instance.count(queryOf({ selector: {} })));
    await gap('count without an index', 3, () =>
      main.instance.count(queryOf({ selector: { site: 'site-1' } })),
    );
    const history = taskOf(20_000_000, 60);
    await main.insert(history);
    let last = history;
    await gap('updates of a document of 60 events', 3, () =>
      each(200, async (n) => {
        const after = withOneMore(last, n);
        await main.update(last, after);
        last = after;
      }),
    );
    const drop = inserted.map((previous) => ({ previous, document: deleted(previous) }));
    await gap('bulk of deletions', 1, () => half.write(drop));
    await gap('cleanup of deleted documents', 1, () => half.instance.cleanup(0));
    expect('after the cleanup', await half.pull(PULL_BATCH), 0);
    await gap('removing a collection', 1, () => half.instance.remove());
    await main.close();
    return samples;
  } finally {
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
