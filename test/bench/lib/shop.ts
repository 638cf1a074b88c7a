import { gs1CheckDigit } from '../../../shared/codec/check-digit.ts';

/**
 * An invented shop of any size: products and orders are functions of their number, so that the gun knows what to scan
 * without asking the station. Every second order is paid and so released; the others wait for their money.
 */
export const PRODUCTS = 50_000;
export const ORDERS = 100_000;

export interface ShopLine {
  readonly product: number;
  readonly qty: number;
}

/** A small multiplicative hash: spreads numbers the same way in every run. */
const spread = (n: number, salt: number): number =>
  (Math.imul(n + 1, 2_654_435_761) ^ Math.imul(salt, 40_503)) >>> 0;

export const skuOf = (product: number): string => `SKU-${String(product).padStart(6, '0')}`;

/** EAN-13 in GS1's range for use inside a company (29…): no real product has it. */
export function eanOf(product: number): string {
  const body = `2988${String(product).padStart(8, '0')}`;
  return `${body}${gs1CheckDigit(body) ?? ''}`;
}

export const orderNoOf = (order: number): string => `W${String(order).padStart(8, '0')}`;
/** As the pick slip prints it. */
export const orderCodeOf = (order: number): string => `OD-CSV:${orderNoOf(order)}`;
export const isPaid = (order: number): boolean => order % 2 === 1;

/** 60 % single units, the others up to five lines. */
export function linesOf(order: number): ShopLine[] {
  const single = spread(order, 1) % 10 < 6;
  const count = single ? 1 : 1 + (spread(order, 2) % 5);
  const first = spread(order, 3) % PRODUCTS;
  return Array.from({ length: count }, (_, at) => ({
    product: (first + at * 7_919) % PRODUCTS,
    qty: single ? 1 : 1 + (spread(order, 10 + at) % 3),
  }));
}

const NAMES = [
  '龙井茶',
  '竹编茶席',
  '陶瓷马克杯',
  '帆布手提袋',
  '羊毛围巾',
  '蜂蜡蜡烛',
  '不锈钢保温杯',
  '桂花蜜',
];
const COLOURS = ['白色', '黑色', '青色', '米色', '红色'];
const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

export function* productRows(count = PRODUCTS): Generator<string> {
  yield 'sku,name,variant,location,barcode,weight_g\n';
  for (let n = 0; n < count; n += 1) {
    const place = `${'ABCDEFG'[n % 7] ?? 'A'}-${String(n % 40).padStart(2, '0')}-${String(n % 6)}`;
    yield `${skuOf(n)},${pick(NAMES, n)} ${String(n)},${pick(COLOURS, n)},${place},${eanOf(n)},${String(50 + (n % 900))}\n`;
  }
}

/** @param day `YYYY-MM-DD` of the newest orders */
export function* orderRows(from: number, to: number, day: string): Generator<string> {
  yield 'order_no,sku,name,qty,unit_price,line_no,ordered_at,payment,total,urgent,receiver_name,receiver_phone,province,city,district,address,remark\n';
  for (let n = from; n < to; n += 1) {
    const lines = linesOf(n);
    const time = `${day} ${String(n % 24).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}:00`;
    const total = lines.reduce((sum, line) => sum + line.qty * 10, 0);
    const who = `测试${String(n)},139${String(n % 100_000_000).padStart(8, '0')},浙江省,杭州市,余杭区,文一西路${String(n)}号`;
    for (const [at, { product, qty }] of lines.entries()) {
      const urgent = spread(n, 4) % 50 === 0 ? '是' : '';
      const remark = spread(n, 5) % 10 === 0 ? '请用力包好' : '';
      yield `${orderNoOf(n)},${skuOf(product)},${pick(NAMES, product)} ${String(product)},${String(qty)},10.00,${String(at + 1)},${time},${isPaid(n) ? 'paid' : 'unpaid'},${String(total)}.00,${urgent},${who},${remark}\n`;
    }
  }
}
