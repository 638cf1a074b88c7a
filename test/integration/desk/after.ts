import type { TestBench } from '../station/harness.ts';
import { orderOf, packWhole, saveOrders, saveProducts, type TestOrder } from '../station/shop.ts';

/** Orders that were packed and handed over to our own delivery. @returns waybill numbers by order */
export async function shipAll(
  bench: TestBench,
  orders: readonly TestOrder[],
): Promise<Record<string, string>> {
  await saveProducts(bench);
  await saveOrders(bench, orders);
  const numbers: Record<string, string> = {};
  for (const { no } of orders) numbers[no] = await packWhole(bench, no);
  await handOver(bench);
  return numbers;
}

export async function handOver(bench: TestBench, carrier = 'OWN', courier = '老王'): Promise<void> {
  const started = await bench.call('handover.start', { bench: 'B1', carrier, courier });
  if (started.kind !== 'handover_started') throw new Error(started.kind);
  await bench.scan('CMD:ALL');
  const finished = await bench.scan('CMD:FINISH');
  if (finished.kind !== 'handover_finished')
    throw new Error(`${finished.kind} ${JSON.stringify(finished.data)}`);
}

/** Rows of a tracking file: number, status, time, place, text. */
export const trackingFile = (rows: readonly (readonly string[])[]): string =>
  [
    '运单号,物流状态,轨迹时间,地点,轨迹描述',
    ...rows.map((row) => row.map((cell) => `"${cell}"`).join(',')),
  ].join('\n');

/** Local time as files have it. */
export function fileTime(ms: number): string {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}

export const eventsOf = async (bench: TestBench, no: string): Promise<string[]> =>
  (await bench.order(orderOf(no))).timeline.map((event) => event.type);

/** What the station made for the page. */
export async function download(bench: TestBench, token: string): Promise<Buffer> {
  const file = bench.station?.openDownload(token);
  const chunks: Uint8Array[] = [];
  for await (const chunk of file?.stream ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Files of a ZIP without compression, by name. */
export function unzip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50;) {
    const size = zip.readUInt32LE(at + 18);
    const nameLength = zip.readUInt16LE(at + 26);
    const from = at + 30 + nameLength + zip.readUInt16LE(at + 28);
    files.set(zip.toString('utf8', at + 30, at + 30 + nameLength), zip.subarray(from, from + size));
    at = from + size;
  }
  return files;
}
