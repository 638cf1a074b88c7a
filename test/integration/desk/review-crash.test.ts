import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startBench } from '../station/harness.ts';
import { orderOf, saveOrders, saveProducts } from '../station/shop.ts';
import { until } from '../../lib/until.ts';

/** What follows of a step is told all the same where the station was killed right after it. */
it('a notice that a crash kept from being made is made by the next start, once (NTF-06)', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'packline-crash-'));
  try {
    const before = await startBench({ dataDir, printer: 'none' });
    await saveProducts(before);
    await before.call('siteRules.save', { key: 'review.automatic', value: 'off' });
    await saveOrders(before, [{ no: 'C-1', lines: { TEA: 1 } }]);
    await before.close();

    const bench = await startBench({ dataDir, printer: 'none', child: true });
    const order = orderOf('C-1');
    const view = await bench.call('review.view', { order });
    if (!view.ok) throw new Error(view.code);
    const judged = await bench.call('review.judge', {
      order,
      operator: bench.operator,
      verdict: 'pass',
      seen: view.value.seen,
    });
    expect(judged).toMatchObject({ ok: true });
    await bench.kill();
    const ofOrder = () => bench.call('notices.ofOrder', { order });
    await until(ofOrder, (rows) => rows.length > 0, 'the confirmation');
    expect((await ofOrder()).map(({ template, state }) => [template, state])).toEqual([
      ['confirmation', 'waiting'],
    ]);
    await bench.close();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 60_000);
