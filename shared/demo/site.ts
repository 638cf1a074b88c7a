import { orderId } from '../domain/index.ts';
import type { Carrier, Money, OrderLine, Party, Product } from '../domain/index.ts';
import type { ChannelState, CsvTable, OrderDraft, WaybillDraft } from '../intake/index.ts';
import { inventPerson, PLACES } from './people.ts';
import type { Place } from './people.ts';
import { demoProducts } from './products.ts';
import type { DemoPicture, DemoProduct } from './products.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';

export const DEMO_CHANNEL = 'demo';
export const DEMO_ORDERS = 300;
const HOUR = 3_600_000;

/** Carriers of the demo site: all four sources of numbers. The local courier TC is invented. */
export const DEMO_CARRIERS: readonly Carrier[] = [
  { code: 'ZTO', zh: '中通快递', en: 'ZTO Express', routed: true, sources: ['file'], freePool: false },
  { code: 'YTO', zh: '圆通速递', en: 'YTO Express', routed: true, sources: ['file'], freePool: false },
  { code: 'SF', zh: '顺丰速运', en: 'SF Express', routed: true, sources: ['file'], freePool: false },
  { code: 'STO', zh: '申通快递', en: 'STO Express', routed: true, sources: ['external'], freePool: false },
  { code: 'TC', zh: '同城快送', en: 'City Courier', routed: false, sources: ['pool'], freePool: true },
  { code: 'OWN', zh: '自配送', en: 'Own delivery', routed: false, sources: ['own'], freePool: false },
];

export interface DemoSite {
  readonly products: readonly Product[];
  readonly pictures: readonly DemoPicture[];
  readonly carriers: readonly Carrier[];
  readonly orders: readonly OrderDraft[];
  /** Rows of the carrier's waybill file (`order` is the channel's number). Some orders have none, some lack 三段码. */
  readonly waybills: readonly Omit<WaybillDraft, 'sourceLine'>[];
  readonly pool: readonly { readonly carrier: string; readonly number: string }[];
}

const REMARKS = [
  '请尽快发货，谢谢',
  '周末送货',
  '麻烦包装严实一点，送人的',
  '放门口快递柜',
  '不要放价格单',
  '孩子生日礼物，请附贺卡',
  '工作日白天没人，请先打电话',
  '要同一批次的',
];
const NOTES = ['老客户，加送试用装', '已电话确认地址', '换大一号纸箱', '附赠贴纸一张'];

/** What is special about the order at this place; every list of the product then shows something. */
const SPECIAL: Readonly<
  Record<number, 'service' | 'cancelled' | 'unpaid' | 'incomplete' | 'masked' | 'refunded' | 'unknown'>
> = {
  17: 'unpaid',
  33: 'incomplete',
  48: 'service',
  61: 'unpaid',
  77: 'cancelled',
  92: 'incomplete',
  109: 'masked',
  124: 'unpaid',
  141: 'refunded',
  158: 'incomplete',
  173: 'unpaid',
  188: 'unknown',
  204: 'masked',
  219: 'unpaid',
  236: 'incomplete',
  251: 'unpaid',
  268: 'incomplete',
};

/**
 * A whole invented site: products, orders, waybill file and free numbers. The same seed and time give the same site.
 * @param now epoch ms; orders were placed in the two days before it
 */
export function demoSite(seed: number, now: number): DemoSite {
  const random = createRandom(seed);
  const { products, pictures } = demoProducts();
  const singles = shuffledFlags(random, DEMO_ORDERS, 0.6);
  const orders: OrderDraft[] = [];
  const waybills: Omit<WaybillDraft, 'sourceLine'>[] = [];
  for (let index = 0; index < DEMO_ORDERS; index++) {
    const place = random.pick(PLACES);
    const made = makeOrder(index, singles[index] === true, place, products, now, random);
    orders.push(made);
    const waybill = waybillOf(made, place, index, random);
    if (waybill) waybills.push(waybill);
  }
  const pool = Array.from({ length: 60 }, (_, i) => ({
    carrier: 'TC',
    number: `TC${String(26_000_000 + seedPart(seed) * 1000 + i).padStart(10, '0')}`,
  }));
  return {
    products: products.map((p) => p.product),
    pictures,
    carriers: DEMO_CARRIERS,
    orders,
    waybills,
    pool,
  };
}

/** The demo's waybill file as a table, to be written as CSV and imported by hand. */
export function demoWaybillTable(site: DemoSite): CsvTable {
  return {
    header: ['订单号', '快递公司', '运单号', '三段码', '集包地', '集包地编码'],
    rows: site.waybills.map((w) => [
      w.order ?? '',
      w.carrier,
      w.number,
      w.routing?.segments ?? '',
      w.routing?.hubName ?? '',
      w.routing?.hubCode ?? '',
    ]),
  };
}

const seedPart = (seed: number): number => (seed >>> 0) % 1000;

/** Exactly `share` of the places are true. */
function shuffledFlags(random: Random, count: number, share: number): boolean[] {
  const flags = Array.from({ length: count }, (_, i) => i < count * share);
  for (let i = count - 1; i > 0; i--) {
    const j = random.int(0, i);
    [flags[i], flags[j]] = [flags[j] ?? false, flags[i] ?? false];
  }
  return flags;
}

function makeOrder(
  index: number,
  single: boolean,
  place: Place,
  products: readonly DemoProduct[],
  now: number,
  random: Random,
): OrderDraft {
  const special = SPECIAL[index];
  const no = `XS${1_000_001 + index}`;
  const lines = special === 'service' ? serviceLines() : goodsLines(single, products, random);
  const total = lines.reduce((sum, line) => sum + (line.unitPrice?.minor ?? 0) * line.qty, 0);
  const carrier = special === 'masked' ? 'STO' : pickCarrier(random);
  const cod = special === undefined && (carrier === 'OWN' || carrier === 'SF') && random.chance(0.35);
  const urgent = random.chance(0.06);
  const orderedAt = now - random.int(1, 47) * HOUR - random.int(0, 3599) * 1000;
  const marks = new Set(
    lines.flatMap((line) => products.find((p) => p.product.sku === line.sku)?.product.marks ?? []),
  );
  const receiver = receiverOf(special, inventPerson(random, place), index);
  const remark = random.chance(0.35) ? random.pick(REMARKS) : undefined;
  const sellerNote = random.chance(0.1) ? random.pick(NOTES) : undefined;
  return {
    id: orderId(DEMO_CHANNEL, no),
    base: {
      channel: DEMO_CHANNEL,
      channelOrderNo: no,
      orderedAt,
      intake: 'file',
      kind: special === 'service' ? 'service' : 'goods',
      lines,
      total: yuan(total),
      ...(cod ? {} : special === 'unpaid' ? {} : { paid: yuan(total) }),
      payment: cod ? 'COD' : special === 'unpaid' ? 'UNPAID' : 'PAID',
      ...(cod ? { paymentMethod: '货到付款', codAmount: yuan(total) } : {}),
      carrier,
      shipBy: orderedAt + (urgent ? 12 : 48) * HOUR,
      flags: [
        ...(urgent ? (['urgent'] as const) : []),
        ...(marks.has('fragile') ? (['fragile'] as const) : []),
        ...(marks.has('cold_chain') ? (['cold_chain'] as const) : []),
      ],
      channelStatus: statusWord(special),
      receiverMasked: special === 'masked',
    },
    private: {
      receiver,
      ...(remark === undefined ? {} : { remark }),
      ...(sellerNote === undefined ? {} : { sellerNote }),
    },
    channelState: stateOf(special),
    addressSplit: false,
    sourceLines: [index + 2],
  };
}

const yuan = (minor: number): Money => ({ minor, currency: 'CNY' });

function stateOf(special: string | undefined): ChannelState {
  if (special === 'cancelled') return 'cancelled';
  if (special === 'refunded') return 'refunded';
  return special === 'unknown' ? 'unknown_status' : 'open';
}

function statusWord(special: string | undefined): string {
  switch (special) {
    case 'unpaid':
      return '等待买家付款';
    case 'cancelled':
      return '交易关闭';
    case 'refunded':
      return '已退款';
    case 'unknown':
      return '平台核验中';
    default:
      return '等待卖家发货';
  }
}

function receiverOf(special: string | undefined, person: Party, index: number): Party {
  if (special === 'masked') {
    return {
      ...person,
      name: `${person.name.slice(0, 1)}**`,
      phone: '138******00',
      detail: `${person.detail.slice(0, 5)}****`,
    };
  }
  if (special !== 'incomplete') return person;
  const { city, phone, ...rest } = person;
  return index % 2 === 0
    ? { ...rest, phone, detail: '' }
    : { ...rest, ...(city === undefined ? {} : { city }), phone: '' };
}

function serviceLines(): OrderLine[] {
  return [
    {
      no: 1,
      sku: 'SVC-GIFTCARD',
      name: '电子礼品卡 100元',
      qty: 1,
      unitPrice: yuan(10_000),
      kind: 'service',
    },
  ];
}

function goodsLines(single: boolean, products: readonly DemoProduct[], random: Random): OrderLine[] {
  const count = single ? 1 : random.pick([1, 2, 2, 2, 3, 3, 4, 5]);
  const chosen = new Map<string, OrderLine>();
  while (chosen.size < count) {
    const { product, price } = random.pick(products);
    if (chosen.has(product.sku)) continue;
    // A case of pens or socks now and then, so that case codes have something to count.
    const caseQty = product.codes.find((code) => code.n > 1)?.n;
    const bulk = !single && caseQty !== undefined && random.chance(0.5) ? caseQty : 0;
    const qty = single ? 1 : bulk > 0 ? bulk : count === 1 ? random.int(2, 4) : random.pick([1, 1, 1, 2, 3]);
    chosen.set(product.sku, {
      no: chosen.size + 1,
      sku: product.sku,
      name: product.name,
      ...(product.variant === undefined ? {} : { variant: product.variant }),
      qty,
      unitPrice: yuan(price),
      kind: 'goods',
    });
  }
  return [...chosen.values()];
}

function pickCarrier(random: Random): string {
  const share = random.next();
  if (share < 0.35) return 'ZTO';
  if (share < 0.55) return 'YTO';
  if (share < 0.7) return 'SF';
  if (share < 0.82) return 'STO';
  return share < 0.92 ? 'TC' : 'OWN';
}

function waybillOf(
  order: OrderDraft,
  place: Place,
  index: number,
  random: Random,
): Omit<WaybillDraft, 'sourceLine'> | undefined {
  const { carrier, channelOrderNo } = order.base;
  const serial = String(index + 1).padStart(4, '0');
  const filler = String(random.int(0, 9_999_999)).padStart(7, '0');
  const segments = `${place.area}-${random.pick(['A', 'B', 'C', 'D'])}${random.int(1, 29)} ${String(random.int(1, 120)).padStart(3, '0')}`;
  const drop = random.next();
  if (order.base.kind === 'service' || drop < 0.1) return undefined;
  // One in thirty comes without routing: the label stops with 缺三段码.
  const routing =
    drop < 0.135
      ? {}
      : {
          routing: {
            segments,
            hubName: `${place.hub}集散`,
            hubCode: `${place.area}${place.postcode.slice(0, 3)}`,
          },
        };
  switch (carrier) {
    case 'ZTO':
      return { order: channelOrderNo, carrier, number: `780${filler}${serial}`, ...routing };
    case 'YTO':
      return { order: channelOrderNo, carrier, number: `YT88${filler}${serial}`, ...routing };
    case 'SF':
      return { order: channelOrderNo, carrier, number: `SF10${filler}${serial}`, ...routing };
    case 'STO':
      // Labels printed elsewhere: half of the pairs are known, the rest is bound when it is scanned.
      return index % 2 === 0
        ? { order: channelOrderNo, carrier, number: `7770${filler}${serial}` }
        : undefined;
    default:
      return undefined;
  }
}
