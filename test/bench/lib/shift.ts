import { setTimeout as sleep } from 'node:timers/promises';
import type { VerdictView } from '../../../shared/contract/index.ts';
import type { BenchGun } from './gun.ts';
import type { RawClient } from './host.ts';
import { eanOf, isPaid, linesOf, orderCodeOf, ORDERS } from './shop.ts';
import type { Sink } from './sink.ts';

/** One scan: when its first byte was written, and what the station said when. Epoch ms with fraction. */
export interface Shot {
  readonly shotAt: number;
  readonly receivedAt: number;
  readonly verdict: VerdictView;
}

export interface Shift {
  readonly shots: readonly Shot[];
  /** Last unit's scan → first byte at the printer, ms. */
  readonly paper: readonly number[];
}

export interface ShiftOptions {
  readonly gun: BenchGun;
  readonly client: RawClient;
  readonly sink: Sink;
  readonly orders: number;
  /** Pause after each verdict: random between these, ms, so that scans hit every phase of a frame and of our timers. */
  readonly pause: readonly [number, number];
  /** Number of the first order; each run takes others. */
  readonly from: number;
}

/**
 * Packs orders as a packer does, by gun alone: order, every unit, with a wrong, an unknown and a surplus code now and
 * then and the OK after it, the label that comes out, and its scan. @throws Error where the station says something else
 */
export async function packOrders(options: ShiftOptions): Promise<Shift> {
  const { gun, client, sink, pause } = options;
  const shots: Shot[] = [];
  const paper: number[] = [];
  let random = 12_345;
  const chance = (): number => (random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
  const rest = (): Promise<void> => sleep(pause[0] + chance() * (pause[1] - pause[0]));

  async function shoot(code: string, wanted: VerdictView['kind']): Promise<Shot> {
    await rest();
    const heard = client.nextVerdict();
    const shotAt = gun.shoot(code);
    const { receivedAt, ...verdict } = await heard;
    if (verdict.kind !== wanted) {
      throw new Error(`${code}: ${verdict.kind} instead of ${wanted} ${JSON.stringify(verdict.data)}`);
    }
    const shot = { shotAt, receivedAt, verdict };
    shots.push(shot);
    return shot;
  }

  async function stop(code: string, kind: VerdictView['kind']): Promise<void> {
    await shoot(code, kind);
    await shoot('CMD:OK', 'acknowledged');
  }

  async function packOrder(order: number): Promise<void> {
    await shoot(orderCodeOf(order), 'opened');
    const lines = linesOf(order);
    const units = lines.flatMap(({ product, qty }) => Array.from({ length: qty }, () => product));
    for (const [at, product] of units.entries()) {
      if (chance() < 0.08) await stop(eanOf((product + 77) % 50_000), 'wrong_item');
      if (chance() < 0.04) await stop('2999999999991', 'unknown_code');
      if (at < units.length - 1) {
        await shoot(eanOf(product), 'unit_ok');
        continue;
      }
      const firstByte = sink.nextFirstByte();
      const last = await shoot(eanOf(product), 'order_complete');
      const sent = client.nextVerdict();
      paper.push((await firstByte) - last.shotAt);
      const said = await sent;
      if (said.kind !== 'label_sent') throw new Error(`after the label: ${said.kind}`);
    }
    const number = client.view()?.session?.waybill?.number ?? '';
    await shoot(number, 'closed');
  }

  for (let done = 0, order = options.from; done < options.orders; order += 1) {
    const n = order % ORDERS;
    if (!isPaid(n)) continue;
    await packOrder(n);
    done += 1;
  }
  return { shots, paper };
}
