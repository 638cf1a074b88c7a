import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import writeWorkbook from 'write-excel-file/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDropFolder, type DropFolder } from '../../../../hub/intake/index.ts';
import { readTable } from '../../../../hub/intake/drop/table.ts';
import { SITE, openHub, type Hub } from './harness.ts';

let hub: Hub;
let root: string;
let folder: string;
let drop: DropFolder;
beforeEach(async () => {
  hub = await openHub();
  await hub.key();
  root = await mkdtemp(join(tmpdir(), 'packline-drop-'));
  folder = join(root, SITE, 'shop');
  await mkdir(folder, { recursive: true });
  drop = createDropFolder({ ...hub.deps, directory: root, log: () => undefined });
});
afterEach(async () => {
  await hub.close();
  await rm(root, { recursive: true });
});

const HEAD = '订单号,商家编码,商品名称,数量,收件人,手机,省,市,详细地址,付款状态';
const row = (no: string, sku = 'MUG-1', qty = '1') =>
  `${no},${sku},杯子,${qty},李测试,13812345678,浙江省,杭州市,文一西路969号,已付款`;
const put = (name: string, content: string | Buffer) => writeFile(join(folder, name), content);
/** A file is taken when it is the same in two looks. */
const look = async (): Promise<number> => {
  await drop.look();
  return drop.look();
};
const report = (name: string) => readFile(join(folder, 'done', `${name}.report.csv`), 'utf8');

describe('a folder for those who have no API', () => {
  it('products and orders are taken by the station’s presets, each file once, with a report beside it', async () => {
    await put('1-products.csv', 'sku,name,barcode\r\nMUG-1,杯子,6901234567892\r\n');
    await put('2-orders.csv', `${HEAD}\r\n${row('A-1')}\r\n${row('A-2', 'MUG-1', '0')}\r\n${row('A-3')}\r\n`);
    expect(await look()).toBe(2);
    expect((await readdir(folder)).sort()).toEqual(['done']);
    expect((await hub.order('A-1')).status).toBe('READY_TO_SHIP');
    expect((await hub.order('A-1')).base).toMatchObject({ intake: 'file', channel: 'shop' });
    expect(await hub.document('shipments', 'shop:A-3.1')).toBeDefined();
    expect(await hub.document('orders', 'shop:A-2')).toBeUndefined();
    const told = await report('2-orders.csv');
    expect(told).toContain('accepted=2 already=0 refused=1');
    expect(told).toMatch(/3,A-2,refused,bad_quantity/);
    expect(told).not.toContain('李测试');

    await put('again.csv', `${HEAD}\r\n${row('A-1')}\r\n${row('A-2', 'MUG-1', '0')}\r\n${row('A-3')}\r\n`);
    expect(await look()).toBe(1);
    expect(await report('again.csv')).toContain('already_taken');
    // The same orders in another file are known by their numbers.
    await put('2-orders.csv', `${HEAD}\r\n${row('A-1')}\r\n`);
    await look();
    expect(await report('2-orders (2).csv')).toContain('accepted=0 already=1 refused=0');
    expect(await hub.store.count(SITE, 'orders')).toBe(2);
  });

  it('GB18030 and a workbook; a file still being written waits; what is no table lands in failed', async () => {
    // “订单号” and “数量” in GB18030; the rest is ASCII.
    const gb = Buffer.concat([
      Buffer.from([0xb6, 0xa9, 0xb5, 0xa5, 0xba, 0xc5]),
      Buffer.from(',sku,', 'latin1'),
      Buffer.from([0xca, 0xfd, 0xc1, 0xbf]),
      Buffer.from('\r\nG-1,MUG-1,2\r\n', 'latin1'),
    ]);
    await put('gb.csv', gb);
    const cells = [HEAD.split(','), row('X-1').split(',')].map((line) => line.map((value) => ({ value })));
    await put('book.xlsx', await writeWorkbook(cells as never).toBuffer());
    await put('page.csv', '<!doctype html><p>sign in');
    await put('.hidden.csv', 'x');
    await put('notes.txt.part', 'x');
    await symlink('/etc/passwd', join(folder, 'link.csv'));
    expect(await drop.look()).toBe(0);
    await put('late.csv', `${HEAD}\r\n${row('L-1')}`);
    expect(await drop.look()).toBe(3);
    await put('late.csv', `${HEAD}\r\n${row('L-1')}\r\n`);
    expect(await drop.look()).toBe(0);
    expect(await drop.look()).toBe(1);
    for (const no of ['G-1', 'X-1', 'L-1']) expect((await hub.order(no)).status).toBe('IN_REVIEW');
    expect(await readdir(join(folder, 'failed'))).toEqual(['page.csv', 'page.csv.report.csv']);
    expect(await readFile(join(folder, 'failed', 'page.csv.report.csv'), 'utf8')).toContain('html');
    expect((await readdir(folder)).sort()).toEqual([
      '.hidden.csv',
      'done',
      'failed',
      'link.csv',
      'notes.txt.part',
    ]);
  });

  it('a folder that no channel stands for is left alone', async () => {
    await mkdir(join(root, SITE, 'nobody'));
    await writeFile(join(root, SITE, 'nobody', 'a.csv'), `${HEAD}\r\n${row('Z-1')}\r\n`);
    expect(await look()).toBe(0);
    expect(await readdir(join(root, SITE, 'nobody'))).toEqual(['a.csv']);
  });

  it('a workbook that lies about its size, or hides a part, is refused before it is read', async () => {
    const bomb = zipOf(Buffer.alloc(70 * 2 ** 20), 1_000);
    expect(await readTable(bomb)).toEqual({ ok: false, error: { code: 'zip_bomb' } });
    const small = zipOf(Buffer.from('x'), 1);
    const hidden = Buffer.concat([small.subarray(0, 30 + 8), Buffer.alloc(64), small.subarray(30 + 8)]);
    for (const bytes of [hidden, Buffer.from('PK\x03\x04nothing'), small])
      expect(await readTable(bytes)).toEqual({ ok: false, error: { code: 'bad_xlsx' } });
  });
});

/** A ZIP of one part, `xl/a.xml`, with the size that it states of itself. */
function zipOf(content: Buffer, stated: number): Buffer {
  const name = Buffer.from('xl/a.xml');
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(stated, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(stated, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, central, name, end]);
}
