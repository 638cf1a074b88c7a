import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MethodInput } from '../../../../shared/contract/index.ts';
import { orderId, type Actor } from '../../../../shared/domain/index.ts';
import {
  assembleOrders,
  type LineReport,
  type Mapping,
  type OrderDraft,
  type Preset,
} from '../../../../shared/intake/index.ts';
import { SYSTEM } from '../people.ts';
import type { ImportDeps } from './index.ts';
import { lineOf, type Job } from './jobs.ts';
import { tzOffset, type Source } from './source.ts';

export interface OrderFile {
  readonly preset: Preset;
  readonly token: string;
  readonly bytes: number;
  readonly mapping: Mapping;
  /** A second file with the lines (宝贝报表). */
  readonly lines: { readonly mapping: Mapping; readonly token: string } | undefined;
}

const BATCH = 200;
/** Above this, orders are grouped in two passes, so that memory does not grow with the file. */
const TWO_PASS_BYTES = 64 * 1024 * 1024;

export async function importOrders(
  deps: ImportDeps,
  source: Source,
  job: Job,
  file: OrderFile,
  input: MethodInput<'import.start'>,
  actor: Actor,
): Promise<void> {
  const { preset, token, bytes, mapping, lines } = file;
  const { report } = job;
  let batch: { draft: OrderDraft; reports: readonly LineReport[] }[] = [];

  async function flush(): Promise<void> {
    const taken = batch;
    batch = [];
    if (taken.length === 0) return;
    const received = await deps.orders.receive(
      taken.map((each) => each.draft),
      actor,
    );
    for (const [at, { outcome, packable }] of received.entries()) {
      if (outcome === 'accepted') report.accepted += 1;
      else report.already += 1;
      if (packable) report.packable += 1;
      for (const line of taken[at]?.reports ?? []) {
        if (outcome === 'accepted' && line.code === undefined) continue;
        const told = outcome === 'accepted' ? 'note' : 'already';
        job.line(lineOf(line, told, outcome === 'updated' ? 'order_updated' : undefined));
      }
    }
    await deps.readiness.ofOrders(received.filter((each) => each.packable).map((each) => each.draft.id));
    // Scans and a cancel come in between two batches.
    await nextTurn();
  }

  const outcomes = assembleOrders(
    preset,
    { orders: mapping, ...(lines ? { lines: lines.mapping } : {}) },
    {
      orders: () => source.rows(job, token, true),
      ...(lines ? { lines: () => source.rows(job, lines.token, false) } : {}),
    },
    {
      now: deps.ctx.clock.now(),
      tzOffset,
      ...(input.channel === undefined ? {} : { channel: input.channel }),
      ...(input.inventReceivers === undefined ? {} : { inventReceivers: input.inventReceivers }),
      carriers: deps.settings.carriers().map(({ code, zh, en }) => ({ code, zh, en })),
      twoPass: bytes > TWO_PASS_BYTES,
    },
  );
  for await (const outcome of outcomes) {
    if (job.cancelled()) break;
    if (outcome.kind === 'order') {
      batch.push({ draft: outcome.draft, reports: outcome.reports });
      if (batch.length >= BATCH) await flush();
    } else if (outcome.kind === 'refused') {
      report.refused += 1;
      for (const line of outcome.reports) job.line(lineOf(line, 'refused'));
    } else {
      for (const line of outcome.reports) job.line(lineOf(line, 'note', 'cancellation'));
      const { cancels, document } = outcome.document;
      // What it takes back is looked for among the orders before it.
      await flush();
      if (cancels.length === 1) {
        const id = orderId(input.channel ?? preset.channel, cancels[0] ?? '');
        const draft = { type: 'cancel_requested', data: { reason: `document ${document}` } } as const;
        await deps.orders.command(id, draft, SYSTEM);
      }
    }
    job.progress();
  }
  await flush();
}
