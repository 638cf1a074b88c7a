import { gs1CheckDigit } from '../../../shared/codec/index.ts';
import type { ImportReport } from '../../../shared/contract/index.ts';
import type { TestBench } from './harness.ts';

/** A small made-up shop: products with every property that a bench knows, and order files made row by row. */

const ean = (n: number): string => {
  const body = `2901${String(n).padStart(8, '0')}`;
  return body + (gs1CheckDigit(body) ?? '');
};

export const EAN = {
  MUG: ean(1),
  TEA: ean(2),
  PEN: ean(3),
  SOCK: ean(4),
  /** A known product that hardly any order holds. */
  LAMP: ean(5),
} as const;
export const PEN_CASE = `1${EAN.PEN.slice(0, 12)}${gs1CheckDigit(`1${EAN.PEN.slice(0, 12)}`) ?? ''}`;

const PRODUCTS = [
  'sku,name,variant,barcode,case_barcode,case_qty,location,quantity_entry,fragile,kit',
  `MUG,马克杯,白色,${EAN.MUG},,,A-02-01,,是,`,
  `TEA,绿茶,100g,${EAN.TEA},,,A-01-01,,,`,
  `PEN,中性笔,黑色,${EAN.PEN},${PEN_CASE},12,B-01-01,是,,`,
  `SOCK,袜子,均码,${EAN.SOCK},,,C-01-01,,,`,
  `LAMP,台灯,,${EAN.LAMP},,,D-01-01,,,`,
  `SET,茶具套装,,,,,A-03-01,,,MUG*2+TEA*1`,
].join('\n');

export const saveProducts = (bench: TestBench): Promise<ImportReport> =>
  bench.importText(`${PRODUCTS}\n`, 'packline-products');

export interface TestOrder {
  readonly no: string;
  readonly lines: Readonly<Record<string, number>>;
  readonly carrier?: string;
  readonly payment?: 'paid' | 'unpaid' | 'cod';
  readonly urgent?: boolean;
  /** `2026-11-20 10:00` */
  readonly shipBy?: string;
  readonly masked?: boolean;
  readonly status?: string;
  readonly remark?: string;
}

export const RECEIVER = { name: '李晓梅', phone: '13912345678', detail: '文三路168号西湖国际3幢502室' };

/** Ids as the station makes them: channel and number. */
export const orderOf = (no: string): string => `csv:${no}`;
export const shipmentOf = (no: string): string => `${orderOf(no)}.1`;

export function orderFile(orders: readonly TestOrder[]): string {
  const head =
    'order_no,sku,qty,name,payment,cod_amount,unit_price,carrier,urgent,ship_by,status,remark,receiver_name,receiver_phone,province,city,district,address,ordered_at';
  const rows = orders.flatMap((order) =>
    Object.entries(order.lines).map(([sku, qty]) =>
      [
        order.no,
        sku,
        qty,
        `商品${sku}`,
        order.payment ?? 'paid',
        order.payment === 'cod' ? '88.00' : '',
        '10.00',
        order.carrier ?? 'OWN',
        order.urgent ? '是' : '',
        order.shipBy ?? '',
        order.status ?? '',
        order.remark ?? '',
        order.masked ? '李**' : RECEIVER.name,
        order.masked ? '139****5678' : RECEIVER.phone,
        '浙江省',
        '杭州市',
        '西湖区',
        order.masked ? '文三路****' : RECEIVER.detail,
        '2026-11-20 09:00',
      ].join(','),
    ),
  );
  return `${[head, ...rows].join('\n')}\n`;
}

export const saveOrders = (bench: TestBench, orders: readonly TestOrder[]): Promise<ImportReport> =>
  bench.importText(orderFile(orders), 'packline-orders');

export interface TestWaybill {
  readonly no: string;
  readonly carrier: string;
  readonly number: string;
  readonly segments?: string;
}

export function saveWaybills(
  bench: TestBench,
  waybills: readonly TestWaybill[],
  options: { readonly printedElsewhere?: boolean } = {},
): Promise<ImportReport> {
  const rows = waybills.map(({ no, carrier, number, segments }) =>
    [
      no,
      carrier,
      number,
      segments ?? '',
      segments === undefined ? '' : '杭州集散',
      segments === undefined ? '' : '571A',
    ].join(','),
  );
  const text = `order_no,carrier,number,segments,hub_name,hub_code\n${rows.join('\n')}\n`;
  return bench.importText(text, 'carrier-waybills', options);
}

export const savePool = (
  bench: TestBench,
  carrier: string,
  numbers: readonly string[],
): Promise<ImportReport> =>
  bench.importText(
    `carrier,number\n${numbers.map((number) => `${carrier},${number}`).join('\n')}\n`,
    'pool-numbers',
  );

/** Scans every unit of the open session by its bar code. @returns the last verdict's kind */
export async function scanAll(bench: TestBench): Promise<string> {
  const view = await bench.view();
  let last = '';
  for (const line of view.session?.lines ?? []) {
    const code = EAN[line.sku as keyof typeof EAN] as string | undefined;
    for (let n = line.checked; n < line.qty; n += 1) last = (await bench.scan(code ?? line.sku)).kind;
  }
  return last;
}

/** Opens the order, scans everything, waits for the label and scans it back. @returns the number */
export async function packWhole(bench: TestBench, no: string): Promise<string> {
  const opened = await bench.scan(no);
  if (opened.kind !== 'opened') throw new Error(`${no}: ${opened.kind} ${JSON.stringify(opened.data)}`);
  await scanAll(bench);
  const ready = await bench.until(
    (view) =>
      view.session === null || view.stop !== null || ['sent', 'confirmed'].includes(view.session.label.state),
    `the label of ${no}`,
  );
  if (ready.session === null) return ready.closed?.number ?? '';
  const number = ready.session.waybill?.number ?? '';
  const closed = await bench.scan(number);
  if (closed.kind !== 'closed') throw new Error(`${no}: ${closed.kind} ${JSON.stringify(closed.data)}`);
  return number;
}
