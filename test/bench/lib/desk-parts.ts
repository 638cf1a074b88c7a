import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MethodInput } from '../../../shared/contract/index.ts';
import { askOf, longest, ready, type Ask, type DeskOptions } from './desk-ask.ts';
import { besideBulk } from './desk-bulk.ts';
import { deskInPage } from './desk-page.ts';
import { figure, type Figure } from './figures.ts';
import { bigFolder, copyOf, type BenchFolder } from './folder.ts';
import { connectRaw, nowEpoch, startBuiltHost } from './host.ts';
import { orderNoOf } from './shop.ts';

/** Of the 300 ms and 100 ms in which the page has opened a list and found something (issue 6). */
const OPEN = { of: 'p95', value: 100 } as const;
const TYPED = { of: 'p95', value: 50 } as const;
const COUNTED = { of: 'p95', value: 100 } as const;
/** Until a change stands in the list: nobody waits for it, but the next must not take the same order. */
const SEEN = { of: 'p95', value: 1_000 } as const;
/** How many times longer than reading and parsing the stored orders alone; both in the same run. */
const REBUILT = { of: 'ratio', value: 20 } as const;

/** Issue 6, "Shows" 4: the station's part, with 100,000 orders. */
export async function benchDesk(options: DeskOptions): Promise<Figure[]> {
  const { say, parts } = options;
  const folder = copyOf(await bigFolder(say));
  const scratch = mkdtempSync(join(tmpdir(), 'packline-bench-desk-'));
  try {
    return [
      ...(parts.includes('lists') ? await lists(options, folder) : []),
      ...(parts.includes('page') ? await deskInPage(options, folder, scratch) : []),
      ...(parts.includes('bulk') ? await besideBulk(options, folder, scratch) : []),
      ...(parts.includes('customers') ? await customers(options, folder) : []),
    ];
  } finally {
    folder.dispose();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Reading every stored order and parsing it, in a process that does nothing else, s. */
function rawRead({ dataDir }: BenchFolder): number {
  const file = new DatabaseSync(join(dataDir, 'packline.sqlite'), { readOnly: true });
  try {
    const table = file
      .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%data TEXT NOT NULL%'")
      .all()
      .map((row) => String(row['name']));
    const began = performance.now();
    let largest = 0;
    for (const name of table)
      for (const row of file.prepare(`SELECT data FROM "${name}"`).iterate())
        largest = Math.max(largest, Object.keys(JSON.parse(String(row['data'])) as object).length);
    return (performance.now() - began) / 1_000;
  } finally {
    file.close();
  }
}

/** What a search without an index of its own would take: one pass over all rows, ms. */
function rawLike({ dataDir }: BenchFolder, texts: readonly string[]): number[] {
  const file = new DatabaseSync(join(dataDir, 'desk-index.sqlite'), { readOnly: true });
  try {
    const find = file.prepare(
      'SELECT id FROM orders WHERE no LIKE ? OR goods LIKE ? OR waybills LIKE ? ORDER BY rid DESC LIMIT 20',
    );
    return texts.map((text) => {
      const began = performance.now();
      const part = `%${text}%`;
      find.all(part, part, part);
      return performance.now() - began;
    });
  } finally {
    file.close();
  }
}

async function timed(samples: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < samples; n += 1) {
    const began = nowEpoch();
    await work(n);
    took.push(nowEpoch() - began);
    await sleep(5);
  }
  return took;
}

/** As somebody types them: each beginning is a question. */
function typed(): string[] {
  const words = [
    orderNoOf(51_234),
    '87654',
    'ljc',
    'longjing',
    '龙井茶',
    'SKU-0123',
    '测试777',
    '13900012345',
    'zbcx',
  ];
  return words.flatMap((word) => [...word].map((_, at) => word.slice(0, at + 1)));
}

async function lists({ samples, node, say }: DeskOptions, folder: BenchFolder): Promise<Figure[]> {
  say('documents alone …');
  const alone = [rawRead(folder), rawRead(folder)];
  const host = await startBuiltHost(folder, { node });
  const client = await connectRaw(host);
  const ask = askOf(client);
  try {
    say('making the index …');
    const began = nowEpoch();
    await ready(ask, say);
    const rebuilt = (nowEpoch() - began) / 1_000;
    const { lists: counts } = await ask('work.lists', {});
    say(counts.map(({ list, count }) => `${list} ${String(count)}`).join(', '));
    const open = (input: MethodInput<'work.rows'>) => ask('work.rows', { limit: 100, ...input });
    const { total } = await ask('orders.list', { limit: 1 });
    const most = await longest(ask);
    say('asking …');
    const first = await timed(samples, (n) => open({ list: n % 2 === 0 ? most : 'ready' }));
    const scrolled = await timed(samples, (n) =>
      open({ list: 'all', sort: 'ordered', offset: (n * 7_919) % total }),
    );
    // Each of them counts all orders anew.
    const narrowed = await timed(Math.ceil(samples / 3), (n) =>
      open({
        list: 'all',
        filter: { payments: ['PAID'], unitsFrom: 1 + (n % 3), text: n % 2 === 0 ? '茶' : 'W000' },
      }),
    );
    const counted = await timed(samples, () => ask('work.lists', {}));
    const words = typed();
    const found = await timed(Math.max(samples, words.length), (n) =>
      ask('work.search', { text: words[n % words.length] ?? '' }),
    );
    const changes = await changeToList(ask, Math.min(samples, 60));
    return [
      figure('work list opens: first 100 rows', first, { limit: OPEN }),
      figure('  all orders, anywhere in 100,000', scrolled, { limit: OPEN }),
      figure('  all orders, filtered and searched', narrowed, { limit: { ...OPEN, value: 300 } }),
      figure('counts, ages and lateness of all lists', counted, { limit: COUNTED }),
      figure('search as you type, each key', found, {
        limit: TYPED,
        peer: { name: 'LIKE over all rows', of: 'p95', values: rawLike(folder, words) },
      }),
      figure('a change stands in its list', changes, { limit: SEEN }),
      figure('index made anew', [rebuilt], {
        unit: 's',
        limit: REBUILT,
        peer: { name: 'reading all documents alone', of: 'p50', values: alone },
      }),
    ];
  } finally {
    client.close();
    await host.stop();
  }
}

/** From the answer to an act until the list that it leads to shows the order, ms. */
async function changeToList(ask: Ask, samples: number): Promise<number[]> {
  const { operators } = await ask('app.hello', {});
  const operator = operators[0]?.id ?? '';
  const chosen = await ask('work.rows', { list: await longest(ask), limit: samples, offset: 1_000 });
  if (!chosen.ok) throw new Error(chosen.code);
  const took: number[] = [];
  for (const { order, channelOrderNo } of chosen.value.rows) {
    const done = await ask('orders.act', { order, operator, action: 'request_cancel', reason: 'bench' });
    if (!done.ok) throw new Error(done.code);
    const began = nowEpoch();
    for (;;) {
      const rows = await ask('work.rows', { list: 'on_hold', filter: { text: channelOrderNo }, limit: 5 });
      if (rows.ok && rows.value.rows.some((row) => row.order === order)) break;
      await sleep(5);
    }
    took.push(nowEpoch() - began);
  }
  return took;
}

/** Customers are found by an index of their own, made when somebody first asks. */
async function customers({ samples, node, say }: DeskOptions, folder: BenchFolder): Promise<Figure[]> {
  const host = await startBuiltHost(folder, { node });
  const client = await connectRaw(host);
  const ask = askOf(client);
  try {
    say('making the index of customers …');
    const began = nowEpoch();
    const first = await timed(1, () => ask('customers.list', { limit: 50 }));
    while ((await ask('customers.list', { limit: 1 })).building) await sleep(200);
    const made = (nowEpoch() - began) / 1_000;
    const page = await timed(samples, (n) => ask('customers.list', { limit: 50, offset: n * 97 }));
    const found = await timed(samples, (n) =>
      ask('customers.list', { limit: 50, search: `139${String(n * 379).padStart(8, '0')}` }),
    );
    return [
      figure('customers: index made anew', [made], { unit: 's' }),
      figure('  first page while it is made', first),
      figure('  a page of 100,000', page, { limit: OPEN }),
      figure('  found by phone', found, { limit: OPEN }),
    ];
  } finally {
    client.close();
    await host.stop();
  }
}
