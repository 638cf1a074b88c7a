import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BulkReport } from '../../../shared/contract/index.ts';
import { askOf, longest, ready, type DeskOptions } from './desk-ask.ts';
import { figure, type Figure } from './figures.ts';
import type { BenchFolder } from './folder.ts';
import { benchGun } from './gun.ts';
import { connectRaw, nowEpoch, startBuiltHost } from './host.ts';
import { configure, decided, gunReady, VERDICT } from './scan-parts.ts';
import { packOrders } from './shift.ts';
import { startSink } from './sink.ts';

const PAUSE = [40, 160] as const;
type Shots = Awaited<ReturnType<typeof packOrders>>['shots'];

/** A packer goes on while somebody in the office puts thousands of orders on hold. */
export async function besideBulk(
  { orders, bulk, node, say }: DeskOptions,
  folder: BenchFolder,
  scratch: string,
): Promise<Figure[]> {
  const sink = await startSink();
  const gun = await benchGun(join(scratch, 'gun'));
  try {
    await configure(folder, gun, sink);
    const host = await startBuiltHost(folder, { node });
    const client = await connectRaw(host);
    const ask = askOf(client);
    try {
      await gunReady(client);
      await ready(ask, say);
      // Half before the act and half after it: the machine of one minute is not that of the next.
      const packAlone = async (from: number): Promise<Shots> => {
        say(`packing ${String(orders)} orders alone …`);
        return (await packOrders({ gun, client, sink, orders, pause: PAUSE, from })).shots;
      };
      const before = await packAlone(30_000);
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
      const beside: Shots[number][] = [];
      // Until the act has ended: all shots are beside it.
      for (let at = 0; endedAt === 0; at += 1) {
        const from = 40_000 + at * 200;
        const { shots } = await packOrders({ gun, client, sink, orders: 5, pause: PAUSE, from });
        beside.push(...shots);
      }
      await watching;
      const end = await report();
      if (end?.done !== bulk) throw new Error(`the act: ${JSON.stringify(end)}`);
      const alone = [...before, ...(await packAlone(80_000))];
      const during = beside.filter(({ shotAt }) => shotAt < endedAt);
      const figureOf = (name: string, suits: (kind: string) => boolean): Figure => {
        const of = (shots: Shots) =>
          shots.filter(({ verdict }) => suits(verdict.kind)).map((shot) => decided(shot));
        const peer = { name: 'the same without it', of: 'p99', values: of(alone) } as const;
        return figure(name, of(during), { limit: VERDICT, peer });
      };
      return [
        figure(`preview of ${String(bulk)} orders`, [previewMs / 1_000], { unit: 's' }),
        figure(`act on ${String(bulk)} orders, beside the packer`, [(endedAt - began) / 1_000], {
          unit: 's',
        }),
        figureOf('gun byte → verdict while it runs', () => true),
        figureOf('  all that wait for no disk', (kind) => kind !== 'closed'),
        figureOf('  right unit', (kind) => kind === 'unit_ok' || kind === 'order_complete'),
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
