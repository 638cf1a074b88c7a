import { createHash } from 'node:crypto';
import {
  PRESETS,
  assembleOrders,
  createProductAssembler,
  encodeCsv,
  guessPreset,
  type LineReport,
  type OrderDraft,
} from '../../../shared/intake/index.ts';
import type { Channel } from '../channels.ts';
import { siteKeyOf } from '../../site-key.ts';
import { ownCarriers } from '../own-carriers.ts';
import { putProducts } from '../products.ts';
import { takeOrders } from '../take.ts';
import { inUnit, type UnitDeps } from '../unit.ts';
import { readTable, type Table } from './table.ts';

/** Orders in one transaction. */
const BATCH = 200;
const KIND = 'drop';

export interface FileReport {
  readonly outcome: 'taken' | 'refused' | 'already';
  readonly code?: string;
  readonly accepted: number;
  readonly already: number;
  readonly refused: number;
  readonly lines: readonly (Pick<LineReport, 'line' | 'key' | 'code' | 'data'> & {
    readonly outcome: string;
  })[];
}

const refused = (code: string, line?: number): FileReport => ({
  outcome: 'refused',
  code,
  accepted: 0,
  already: 0,
  refused: 0,
  lines: line === undefined ? [] : [{ line, outcome: 'refused' }],
});

/**
 * Takes a file of orders or products as the station's import would, by the same presets. The same content a second time is
 * told as such and not read again; a crash in the middle is completed by taking it again.
 */
export async function takeFile(deps: UnitDeps, channel: Channel, bytes: Buffer): Promise<FileReport> {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const id = [channel.site, channel.channel, hash].join(':');
  if (await deps.store.record(KIND, id)) return { ...refused('already_taken'), outcome: 'already' };
  const table = await readTable(bytes);
  if (!table.ok) return refused(table.error.code, table.error.line);
  const guess = guessPreset(table.value.columns, PRESETS)[0];
  if (!guess || guess.mapping.missing.length > 0 || guess.part !== 'orders') return refused('unknown_table');
  const report =
    guess.preset.kind === 'orders'
      ? await takeOrderRows(deps, channel, table.value, guess)
      : guess.preset.kind === 'products'
        ? await takeProductRows(deps, channel, table.value, guess)
        : refused('unknown_table');
  if (report.outcome === 'taken')
    await deps.store.transaction(channel.site, (tx) =>
      tx.putRecord({ kind: KIND, id, site: channel.site, state: '', due: 0, body: { at: deps.clock.now() } }),
    );
  return report;
}

type Guess = ReturnType<typeof guessPreset>[number];

async function takeOrderRows(
  deps: UnitDeps,
  channel: Channel,
  table: Table,
  { preset, mapping }: Guess,
): Promise<FileReport> {
  const siteKey = await siteKeyOf(deps.store, channel.site);
  const lines: FileReport['lines'][number][] = [];
  const count = { accepted: 0, already: 0, refused: 0 };
  let batch: { readonly draft: OrderDraft; readonly reports: readonly LineReport[] }[] = [];
  async function flush(): Promise<void> {
    const given = batch;
    batch = [];
    if (given.length === 0) return;
    const receivedAt = deps.clock.now();
    const receipt = { receivedAt, intake: 'file' as const, author: 'SYS', carrier: channel.carrier, siteKey };
    const drafts = given.map((each) => each.draft);
    const taken = await inUnit(deps, channel.site, (unit) => takeOrders(unit, drafts, receipt));
    for (const [at, { outcome }] of taken.entries()) {
      count[outcome === 'accepted' ? 'accepted' : 'already'] += 1;
      for (const report of given[at]?.reports ?? []) lines.push({ ...report, outcome });
    }
  }
  const rows = table.rows;
  const outcomes = assembleOrders(
    preset,
    { orders: mapping },
    {
      async *orders() {
        yield* rows;
      },
    },
    {
      now: deps.clock.now(),
      tzOffset: channel.tzOffset,
      channel: channel.channel,
      carriers: await ownCarriers(deps.store, channel.site),
    },
  );
  for await (const outcome of outcomes) {
    if (outcome.kind === 'order') batch.push({ draft: outcome.draft, reports: outcome.reports });
    else {
      count.refused += outcome.kind === 'refused' ? 1 : 0;
      lines.push(...outcome.reports);
    }
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return { outcome: 'taken', ...count, lines: lines.sort((a, b) => a.line - b.line) };
}

async function takeProductRows(
  deps: UnitDeps,
  channel: Channel,
  table: Table,
  { mapping }: Guess,
): Promise<FileReport> {
  const assembler = createProductAssembler(mapping);
  const outcomes = [...table.rows.flatMap((row) => assembler.row(row)), ...assembler.end()];
  const lines: FileReport['lines'][number][] = [];
  const count = { accepted: 0, already: 0, refused: 0 };
  const good = outcomes.filter((each) => each.kind === 'product');
  for (const each of outcomes) {
    if (each.kind === 'product') continue;
    count.refused += 1;
    lines.push(...each.reports);
  }
  for (let from = 0; from < good.length; from += BATCH) {
    const part = good.slice(from, from + BATCH);
    // A picture's key means something at a station only.
    const given = part.map(({ product: { picture: _picture, ...product } }) => product);
    const answer = await putProducts(deps, channel, given, undefined);
    const told = (
      answer.body as { products: { index: number; outcome: string; faults?: { code: string }[] }[] }
    ).products;
    for (const { index, outcome, faults } of told) {
      count[outcome === 'accepted' ? 'accepted' : outcome === 'already' ? 'already' : 'refused'] += 1;
      const code = faults?.[0]?.code;
      for (const report of part[index]?.reports ?? [])
        lines.push({
          ...report,
          outcome,
          ...(code === undefined ? {} : { code: code as LineReport['code'] & string }),
        });
    }
  }
  return { outcome: 'taken', ...count, lines: lines.sort((a, b) => a.line - b.line) };
}

/** The report as a file for spreadsheets: what became of every line, Chinese heads first. */
export function reportCsv(report: FileReport): string {
  const summary = [
    report.outcome,
    report.code ?? '',
    report.accepted,
    report.already,
    report.refused,
  ] as const;
  return `\uFEFF${encodeCsv({
    header: ['行 line', '单号 key', '结果 outcome', '代码 code', '详情 data'],
    rows: [
      [0, '', summary[0], summary[1], `accepted=${summary[2]} already=${summary[3]} refused=${summary[4]}`],
      ...report.lines.map(({ line, key, outcome, code, data }) => [
        line,
        key ?? '',
        outcome,
        code ?? '',
        Object.entries(data ?? {})
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
      ]),
    ],
  })}`;
}
