import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MethodInput } from '../../../../shared/contract/index.ts';
import {
  carrierName,
  createCarrierLookup,
  createWaybillReader,
  type LineReport,
  type Mapping,
  type Preset,
  type WaybillDraft,
} from '../../../../shared/intake/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../../shared/schema/index.ts';
import type { ImportDeps } from './index.ts';
import { lineOf, type Job, type Line } from './jobs.ts';
import { tzOffset, type Source } from './source.ts';

const BATCH = 200;
/** Spreadsheets and shops keep times to the minute. */
const SAME_TIME_MS = 60_000;

interface Row {
  readonly draft: WaybillDraft;
  readonly line: LineReport;
}
interface Difference {
  readonly code: string;
  readonly data: Line['data'];
}

/**
 * Compares a shipped file, ours or the shop's, with what was handed over here: each row is there already or it is named with
 * what differs. Nothing is changed by it.
 */
export async function compareShipped(
  deps: ImportDeps,
  source: Source,
  job: Job,
  file: { readonly preset: Preset; readonly mapping: Mapping; readonly token: string },
  input: MethodInput<'import.start'>,
): Promise<void> {
  const { report } = job;
  const { db } = deps.ctx;
  const carriers = deps.settings.carriers();
  const carrierOf = createCarrierLookup(carriers);
  const read = createWaybillReader(file.preset, file.mapping, { carriers, tzOffset });

  for await (const batch of inBatches(source.rows(job, file.token, true))) {
    const rows: Row[] = [];
    for (const outcome of batch.map(read)) {
      if (outcome.kind === 'waybill') rows.push({ draft: outcome.draft, line: outcome.report });
      else refuse(lineOf(outcome.report, 'refused'));
    }
    await compare(rows);
    job.progress();
    // Scans and a cancel come in between two batches.
    await nextTurn();
  }

  function refuse(line: Line): void {
    report.refused += 1;
    job.line(line);
  }

  async function compare(rows: readonly Row[]): Promise<void> {
    const named = [...new Set(rows.map(({ draft }) => draft.order ?? ''))];
    const orders = await db.orders.find({ selector: { channelOrderNo: { $in: named } } });
    const parcels = await db.shipments.find({
      selector: { order: { $in: orders.map((order) => order.id) } },
    });
    const byNumber = Map.groupBy(orders, (order) => order.channelOrderNo);
    const byOrder = Map.groupBy(parcels, (parcel) => parcel.order);
    for (const { draft, line } of rows) {
      const channel = draft.channel ?? input.channel;
      const here = (byNumber.get(draft.order ?? '') ?? []).filter(
        (order) => channel === undefined || order.channel === channel,
      );
      const found = differenceOf(draft, here, byOrder);
      if (found) refuse({ ...lineOf(line, 'refused', found.code), data: found.data });
      else {
        report.already += 1;
        job.line(lineOf(line, 'already'));
      }
    }
  }

  /** What keeps the row from being there already; undefined where nothing does. */
  function differenceOf(
    draft: WaybillDraft,
    orders: readonly OrderDoc[],
    byOrder: ReadonlyMap<string, readonly ShipmentDoc[]>,
  ): Difference | undefined {
    const order = draft.order ?? '';
    // Rounded digits name no order of ours: why they do not is worth more than that they do not.
    const doubt = draft.doubt && { code: draft.doubt.code, data: { ...draft.doubt.data } };
    if (orders.length === 0) return doubt ?? { code: 'order_not_here', data: { order } };
    const gone = orders.flatMap(({ id }) => byOrder.get(id) ?? []).filter((parcel) => parcel.lane === 'gone');
    if (gone.length === 0) return { code: 'not_shipped', data: { order } };
    const numbered = gone.filter((parcel) => parcel.waybill === draft.number);
    if (numbered.length === 0)
      return (
        doubt ?? { code: 'other_number', data: { order, here: gone.map((each) => each.waybill).join(' ') } }
      );
    const carried = numbered.filter((parcel) => sameCarrier(draft.carrier, parcel.carrier));
    if (carried.length === 0) {
      const here = numbered.map((each) => each.carrier).join(' ');
      return { code: 'other_carrier', data: { order, carrier: draft.carrier, here } };
    }
    const { shippedAt } = draft;
    const timed = carried.some(
      (parcel) => shippedAt === undefined || Math.abs(shippedAt - handedOverAt(parcel)) < SAME_TIME_MS,
    );
    return timed ? undefined : { code: 'other_time', data: { order } };
  }

  /** A name that two carriers share reads back as one of them, and the file cannot say which. */
  function sameCarrier(told: string, code: string): boolean {
    const names = (['zh', 'en'] as const).map((language) => carrierName(code, language, carriers));
    return told === code || names.some((name) => carrierOf(name) === told);
  }
}

/** 0 where it was not handed over. */
export const handedOverAt = (parcel: ShipmentDoc): number =>
  parcel.events.find((event) => event.type === 'handed_over')?.data.at ?? 0;

async function* inBatches<T>(rows: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
