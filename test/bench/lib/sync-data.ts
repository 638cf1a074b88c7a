import { orderDoc, type OrderDoc } from '../../../shared/schema/index.ts';
import type { HubStore } from '../../../hub/store/index.ts';
import { storedRow } from '../../../hub/replication/index.ts';
import { formatHlc } from '../../../shared/base/index.ts';

/** Orders as a busy shop has them: about 1.6 KB of JSON each. */

export const SITE = 'main';
const BATCH = 500;

/** An order that waits for a review, so that no parcels come with it. */
export function benchOrder(n: number, station = 'seed', now = Date.now()): OrderDoc {
  const no = `B${String(n).padStart(7, '0')}`;
  const id = `bench:${no}`;
  const lines = [1, 2, 3].map((line) => ({
    no: line,
    sku: `SKU-${(n * 7 + line) % 5_000}`,
    name: `商品 ${(n + line) % 900} 示例 白色 大号`,
    variant: '白色 / L',
    qty: 1 + ((n + line) % 3),
    kind: 'goods' as const,
    unitPrice: { minor: 1_990, currency: 'CNY' },
  }));
  return orderDoc({
    id,
    site: SITE,
    base: {
      channel: 'bench',
      channelOrderNo: no,
      orderedAt: now - 3_600_000,
      receivedAt: now - 1_800_000,
      intake: 'file',
      author: 'SYS',
      kind: 'goods',
      lines,
      total: { minor: 5_970, currency: 'CNY' },
      payment: 'PAID',
      flags: [],
      receiverMasked: false,
    },
    events: [
      {
        id: `submitted:auto:${id}`,
        type: 'submitted',
        at: formatHlc({ ms: now - 1_800_000, counter: n % 1_000, station }),
        by: 'SYS',
        station,
        data: {},
      },
    ],
    private: {
      base: {
        receiver: {
          name: `收件人${n % 977}`,
          phone: '13800000000',
          province: '浙江省',
          city: '杭州市',
          district: '西湖区',
          detail: `示例路 ${n % 400} 号 3 幢 502 室`,
        },
      },
      events: {},
    },
  } as unknown as OrderDoc);
}

/** Puts so many orders into the hub's store, as if stations had pushed them. */
export async function fillStore(store: HubStore, orders: number): Promise<void> {
  for (let at = 0; at < orders; at += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, orders - at) }, (_, n) =>
      storedRow('orders', { ...benchOrder(at + n) }, 'seed'),
    );
    await store.transaction(SITE, (tx) => tx.putDocuments(rows));
  }
}
