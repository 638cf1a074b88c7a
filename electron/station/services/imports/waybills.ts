import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MethodInput } from '../../../../shared/contract/index.ts';
import {
  createWaybillReader,
  type LineReport,
  type Mapping,
  type Preset,
} from '../../../../shared/intake/index.ts';
import { readDocument } from '../../printing/component/index.ts';
import type { Outcome } from '../context.ts';
import { accepted, refused } from '../context.ts';
import type { NewWaybill } from '../waybills.ts';
import type { ImportDeps } from './index.ts';
import { lineOf, type Job } from './jobs.ts';
import { tzOffset, type Source } from './source.ts';

const BATCH = 200;

/** Numbers for orders (`file`, or `external` where the labels exist), or a pool of free ones. */
export async function importWaybills(
  deps: ImportDeps,
  source: Source,
  job: Job,
  file: { readonly preset: Preset; readonly mapping: Mapping; readonly token: string },
  input: MethodInput<'import.start'>,
): Promise<void> {
  const { report } = job;
  const read = createWaybillReader(file.preset, file.mapping, {
    carriers: deps.settings.carriers().map(({ code, zh, en }) => ({ code, zh, en })),
    tzOffset,
  });
  const pool = file.mapping.columns.orderNo === undefined;
  let batch: { waybill: NewWaybill; line: LineReport }[] = [];

  async function flush(): Promise<void> {
    const taken = batch;
    batch = [];
    const added = await deps.waybills.add(taken.map((each) => each.waybill));
    for (const [at, { waybill, line }] of taken.entries()) {
      if (added[at] === 'known') {
        report.already += 1;
        job.line(lineOf(line, 'already'));
      } else if (added[at] === 'other_order') {
        report.refused += 1;
        job.line({ ...lineOf(line, 'refused', 'number_used'), data: { number: waybill.number } });
      } else report.accepted += 1;
    }
    await deps.readiness.ofOrders(taken.flatMap(({ waybill }) => waybill.order ?? []));
  }

  async function target(draft: { order?: string; channel?: string }): Promise<Outcome<string>> {
    const order = draft.order ?? '';
    const found = await deps.ctx.db.orders.find({ selector: { channelOrderNo: order }, limit: 5 });
    const fitting = found.filter((doc) => draft.channel === undefined || doc.channel === draft.channel);
    const [first] = fitting;
    if (!first) return refused('order_not_here', { order });
    return fitting.length > 1 ? refused('order_ambiguous', { order }) : accepted(first.id);
  }

  for await (const row of source.rows(job, file.token, true)) {
    const outcome = read(row);
    const refuse = (code?: string, data: LineReport['data'] = {}): void => {
      report.refused += 1;
      const line = lineOf(outcome.report, 'refused', code);
      job.line({ ...line, data: { ...line.data, ...data } });
    };
    if (outcome.kind === 'refused') {
      refuse();
      continue;
    }
    const { carrier, number, order, routing, channel, service, printData } = outcome.draft;
    const document = printData === undefined ? undefined : readDocument(printData);
    if (printData !== undefined && !document) {
      refuse('bad_print_data', { number });
      continue;
    }
    if (pool) {
      if (!deps.settings.carrier(carrier).freePool) {
        refuse('pool_not_allowed', { carrier });
        continue;
      }
      batch.push({ waybill: { carrier, number, source: 'pool' }, line: outcome.report });
    } else {
      const found = await target({
        ...(order === undefined ? {} : { order }),
        ...(channel === undefined ? {} : { channel }),
      });
      if (!found.ok) {
        refuse(found.code, { order: order ?? '' });
        continue;
      }
      const given = input.printedElsewhere === true ? 'external' : 'file';
      const waybill = {
        carrier,
        number,
        source: given,
        order: found.value,
        ...(routing ? { routing } : {}),
        ...(service === undefined ? {} : { service }),
        ...(document ? { document } : {}),
      };
      batch.push({ waybill: waybill as NewWaybill, line: outcome.report });
    }
    if (batch.length >= BATCH) {
      await flush();
      // Scans and a cancel come in between two batches.
      await nextTurn();
    }
    job.progress();
  }
  await flush();
  if (pool) deps.queue.clearWaiting();
  deps.readiness.lookAgain();
}
