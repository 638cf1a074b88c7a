import { setImmediate as nextTurn } from 'node:timers/promises';
import { createProductAssembler, type Mapping } from '../../../../shared/intake/index.ts';
import type { ImportDeps } from './index.ts';
import { lineOf, type Job } from './jobs.ts';
import type { Source } from './source.ts';

const BATCH = 500;

export async function importProducts(
  deps: ImportDeps,
  source: Source,
  job: Job,
  mapping: Mapping,
  token: string,
): Promise<void> {
  const { report } = job;
  const assembler = createProductAssembler(mapping);

  async function take(outcomes: ReturnType<typeof assembler.end>): Promise<void> {
    const products = outcomes.flatMap((each) => (each.kind === 'product' ? [each.product] : []));
    for (let at = 0; at < products.length; at += BATCH) {
      if (job.cancelled()) return;
      const saved = await deps.catalogue.save(products.slice(at, at + BATCH));
      report.accepted += saved.accepted;
      report.already += saved.already;
      job.progress();
      // Scans and a cancel come in between two batches.
      await nextTurn();
    }
    for (const each of outcomes) {
      if (each.kind === 'refused') report.refused += 1;
      for (const line of each.reports) {
        if (each.kind === 'refused') job.line(lineOf(line, 'refused'));
        else if (line.code !== undefined) job.line(lineOf(line, 'note'));
      }
    }
  }

  for await (const row of source.rows(job, token, true)) await take(assembler.row(row));
  if (job.cancelled()) return;
  await take(assembler.end());
  const released = await deps.orders.reviewAgain();
  report.packable = released.length;
  await deps.readiness.ofOrders(released);
}
