import { createHash } from 'node:crypto';
import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hashFiles, listFiles } from '../../../build/lib/stamp.ts';
import { localStation } from './station.ts';
import { ORDERS, orderRows, PRODUCTS, productRows } from './shop.ts';

/** What decides how the stored documents look; a change here makes a new folder. The rest opens an older one as it does a merchant's. */
const SHAPE = ['shared/schema', 'electron/station/storage'];

export interface BenchFolder {
  readonly dataDir: string;
  readonly keyFile: string;
}

const CACHE = join(tmpdir(), 'packline-bench');

/**
 * A data folder with 100,000 orders and 50,000 products, made by importing files as a merchant would, kept under the
 * system's folder for temporary files and made anew where the code that stores has changed.
 */
export async function bigFolder(say: (line: string) => void): Promise<BenchFolder> {
  const shop = createHash('sha256')
    .update(readFileSync(join(import.meta.dirname, 'shop.ts')))
    .digest('hex');
  const version = createHash('sha256')
    .update(hashFiles(listFiles(SHAPE)) + shop)
    .digest('hex')
    .slice(0, 16);
  const folder = join(CACHE, version);
  if (existsSync(folder)) {
    say(`data: ${folder}`);
    return at(folder);
  }
  say(`data: making ${ORDERS} orders and ${PRODUCTS} products in ${folder} …`);
  mkdirSync(CACHE, { recursive: true, mode: 0o700 });
  const part = mkdtempSync(join(CACHE, 'part-'));
  const { dataDir, keyFile } = at(part);
  mkdirSync(dataDir);
  const local = await localStation(dataDir, keyFile);
  try {
    const sender = {
      name: '测试商家',
      phone: '0571-80000000',
      province: '浙江省',
      city: '杭州市',
      district: '余杭区',
      detail: '示例路1号',
    };
    await local.client.call('settings.save', { siteName: '测试仓', setupDone: true, language: 'zh', sender });
    await timed(say, 'products', () => importRows(local, part, productRows(), 'packline-products'));
    const day = new Date().toISOString().slice(0, 10);
    await timed(say, 'orders', () => importRows(local, part, orderRows(0, ORDERS, day), 'packline-orders'));
  } finally {
    await local.station.close();
  }
  renameSync(part, folder);
  return at(folder);
}

/** A copy to work in, deleted by its owner. */
export function copyOf({ dataDir }: BenchFolder): BenchFolder & { dispose(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'packline-bench-run-'));
  cpSync(join(dataDir, '..'), folder, { recursive: true });
  return { ...at(folder), dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

const at = (folder: string): BenchFolder => ({
  dataDir: join(folder, 'data'),
  keyFile: join(folder, 'station.key'),
});

async function importRows(
  local: Awaited<ReturnType<typeof localStation>>,
  folder: string,
  rows: Iterable<string>,
  preset: string,
): Promise<void> {
  const path = join(folder, `${preset}.csv`);
  await pipeline(Readable.from(rows), createWriteStream(path));
  await local.importFile(path, preset);
  rmSync(path);
}

async function timed(say: (line: string) => void, what: string, work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  await work();
  say(`data: ${what} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
