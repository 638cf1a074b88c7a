import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BulkReport, MethodInput, MethodName, MethodOutput } from '../../../shared/contract/index.ts';
import type { WorkList } from '../../../shared/domain/work-lists/index.ts';
import { deskInPage } from './desk-page.ts';
import { figure, type Figure } from './figures.ts';
import { bigFolder, copyOf, type BenchFolder } from './folder.ts';
import { benchGun } from './gun.ts';
import { connectRaw, nowEpoch, startBuiltHost, type RawClient } from './host.ts';
import { configure, decided, gunReady, VERDICT } from './scan-parts.ts';
import { packOrders } from './shift.ts';
import { orderNoOf } from './shop.ts';
import { startSink } from './sink.ts';

export const PARTS = ['lists', 'page', 'bulk'] as const;

export interface DeskOptions {
  /** Questions of each kind. */
  readonly samples: number;
  /** Orders packed while an act on many runs, and how many that are. */
  readonly orders: number;
  readonly bulk: number;
  readonly parts: readonly (typeof PARTS)[number][];
  readonly say: (line: string) => void;
}

const PAUSE = [40, 160] as const;
/** Of the 300 ms and 100 ms in which the page has opened a list and found something (issue 6). */
const OPEN = { of: 'p95', value: 100 } as const;
const TYPED = { of: 'p95', value: 50 } as const;
const COUNTED = { of: 'p95', value: 100 } as const;
/** Until a change stands in the list: nobody waits for it, but the next must not take the same order. */
const SEEN = { of: 'p95', value: 1_000 } as const;
/** How many times longer than reading and parsing the stored orders alone; both in the same run. */
const REBUILT = { of: 'ratio', value: 20 } as const;

type Ask = <M extends MethodName>(method: M, input: MethodInput<M>) => Promise<MethodOutput<M>>;
const askOf =
  (client: RawClient): Ask =>
  (method, input) =>
    client.call(method, input) as never;

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

async function ready(ask: Ask): Promise<void> {
  for (;;) {
    const { index } = await ask('work.lists', {});
    if (index.state === 'ready') return;
    await sleep(50);
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

async function lists({ samples, say }: DeskOptions, folder: BenchFolder): Promise<Figure[]> {
  say('documents alone …');
  const alone = [rawRead(folder), rawRead(folder)];
  const host = await startBuiltHost(folder);
  const client = await connectRaw(host);
  const ask = askOf(client);
  try {
    say('making the index …');
    const began = nowEpoch();
    await ready(ask);
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
    const narrowed = await timed(samples, (n) =>
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

/** The list that most orders wait in, beside those that are ready to be packed. */
async function longest(ask: Ask): Promise<WorkList> {
  const { lists: counts } = await ask('work.lists', {});
  const [most] = counts.filter(({ list }) => list !== 'ready').sort((a, b) => b.count - a.count);
  if (!most) throw new Error('no list');
  return most.list;
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

/** A packer goes on while somebody in the office puts thousands of orders on hold. */
async function besideBulk(
  { orders, bulk, say }: DeskOptions,
  folder: BenchFolder,
  scratch: string,
): Promise<Figure[]> {
  const sink = await startSink();
  const gun = await benchGun(join(scratch, 'gun'));
  try {
    await configure(folder, gun, sink);
    const host = await startBuiltHost(folder);
    const client = await connectRaw(host);
    const ask = askOf(client);
    try {
      await gunReady(client);
      await ready(ask);
      say(`packing ${String(orders)} orders alone …`);
      const alone = await packOrders({ gun, client, sink, orders, pause: PAUSE, from: 30_000 });
      const operator = (await ask('app.hello', {})).operators[0]?.id ?? '';
      const most = await longest(ask);
      const chosen: string[] = [];
      while (chosen.length < bulk) {
        const page = await ask('work.rows', { list: most, offset: chosen.length, limit: 500 });
        if (!page.ok || page.value.rows.length === 0) throw new Error(`too few orders in ${most}`);
        chosen.push(...page.value.rows.map((row) => row.order));
      }
      const selection = { orders: chosen.slice(0, bulk) };
      say(`packing while ${String(bulk)} orders are put on hold …`);
      const previewed = nowEpoch();
      const preview = await ask('work.preview', { action: 'hold', selection, reason: 'bench', operator });
      const previewMs = nowEpoch() - previewed;
      if (!preview.ok || preview.value.will !== bulk) throw new Error(`preview: ${JSON.stringify(preview)}`);
      const began = nowEpoch();
      const started = await ask('work.bulk', { action: 'hold', selection, reason: 'bench', operator });
      if (!started.ok) throw new Error(started.code);
      const report = async (): Promise<BulkReport | undefined> => (await ask('work.bulks', {}))[0];
      let endedAt = 0;
      const watching = (async () => {
        while ((await report())?.state === 'running') await sleep(100);
        endedAt = nowEpoch();
      })();
      const beside: (typeof alone.shots)[number][] = [];
      // Until the act has ended: all shots are beside it.
      for (let at = 0; endedAt === 0; at += 1) {
        const from = 40_000 + at * 2_000;
        const { shots } = await packOrders({ gun, client, sink, orders: 5, pause: PAUSE, from });
        beside.push(...shots);
      }
      await watching;
      const end = await report();
      if (end?.done !== bulk) throw new Error(`the act: ${JSON.stringify(end)}`);
      const during = beside.filter(({ shotAt }) => shotAt < endedAt);
      const closed = (kind: string): boolean => kind === 'closed';
      return [
        figure(`preview of ${String(bulk)} orders`, [previewMs / 1_000], { unit: 's' }),
        figure(`act on ${String(bulk)} orders, beside the packer`, [(endedAt - began) / 1_000], {
          unit: 's',
        }),
        figure('gun byte → verdict while it runs', during.map(decided), {
          limit: VERDICT,
          peer: { name: 'the same without it', of: 'p99', values: alone.shots.map(decided) },
        }),
        figure(
          '  all that wait for no disk',
          during.filter(({ verdict }) => !closed(verdict.kind)).map(decided),
          {
            limit: VERDICT,
            peer: {
              name: 'the same without it',
              of: 'p99',
              values: alone.shots.filter(({ verdict }) => !closed(verdict.kind)).map(decided),
            },
          },
        ),
      ];
    } finally {
      client.close();
      await host.stop();
    }
  } finally {
    await gun.close();
    sink.close();
  }
}
