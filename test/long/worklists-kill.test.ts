import { describe, expect, it } from 'vitest';
import { startBench } from '../integration/station/harness.ts';
import { until } from '../lib/until.ts';

describe('a station that is killed in the middle of an act on many', { timeout: 120_000 }, () => {
  it('has done each order once when it is asked for again', async () => {
    const child = await startBench({ printer: 'none', child: true });
    try {
      const { operator } = child;
      const started = await child.call('import.demo', { operator });
      if (!started.ok) throw new Error(started.code);
      await child.ended(started.value.id);
      const ready = await until(
        () => child.call('work.rows', { list: 'ready', limit: 500 }),
        (answer) => answer.ok && answer.value.index.state === 'ready' && answer.value.total > 50,
        'the index',
      );
      if (!ready.ok) throw new Error(ready.code);
      const orders = ready.value.rows.slice(0, 60).map((row) => row.order);
      const request = { action: 'hold' as const, selection: { orders }, reason: 'stock', operator };
      expect((await child.call('work.bulk', request)).ok).toBe(true);
      await until(
        () => child.call('work.bulks', {}),
        ([report]) => (report?.seen ?? 0) > 5,
        'some of it',
      );
      await child.kill();
      const again = await child.call('work.bulk', { ...request, operator: child.operator });
      if (!again.ok) throw new Error(again.code);
      const end = await until(
        () => child.call('work.bulks', {}),
        ([report]) => report?.state !== 'running',
        'the end',
      );
      expect(end[0]).toMatchObject({ state: 'done', seen: orders.length });
      expect(end[0]?.refused).toMatchObject([{ code: 'already_held' }]);
      expect((end[0]?.done ?? 0) + (end[0]?.refused[0]?.count ?? 0)).toBe(orders.length);
      const held = await until(
        () => child.call('work.rows', { list: 'on_hold', limit: 500 }),
        (answer) => answer.ok && answer.value.total >= orders.length,
        'the list of what is on hold',
      );
      expect(held.ok && held.value.total).toBe(orders.length);
      for (const order of orders.slice(0, 10)) {
        const { timeline } = await child.order(order);
        expect(timeline.filter(({ type }) => type === 'held')).toHaveLength(1);
      }
    } finally {
      await child.close();
    }
  });
});
