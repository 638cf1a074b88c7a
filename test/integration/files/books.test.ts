import { deflateRawSync } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { openTable } from '../../../electron/station/files/index.ts';
import { cellText, isRuined } from '../../../shared/intake/index.ts';
import { opened, readAll, useFolder } from './helpers.ts';

const folder = useFolder();

async function book(
  name: string,
  rows: (string | number | boolean | Date | null)[][],
  sheet = 'Sheet1',
): Promise<string> {
  const path = folder.path(name);
  const data = rows.map((row) =>
    row.map((value) => (value instanceof Date ? { value, format: 'yyyy-mm-dd hh:mm' } : { value })),
  );
  await writeXlsxFile(data as never, { sheet } as never).toFile(path);
  return path;
}

describe('XLSX', () => {
  it('keeps types, digits, dates and row numbers', async () => {
    const path = await book('types.xlsx', [
      ['订单号', '数量', '时间', '加急'],
      ['A1', 2, new Date(Date.UTC(2026, 10, 1, 12)), true],
      [null, null, null, null],
      [Number('1234567890123456789'), 0.1, null, false],
    ]);
    const { reader, rows } = await readAll(path);
    expect([reader.format, reader.columns, reader.sheets]).toEqual([
      'xlsx',
      ['订单号', '数量', '时间', '加急'],
      ['Sheet1'],
    ]);
    expect(rows.map((row) => row.line)).toEqual([2, 4]);
    expect(rows[0]?.cells).toMatchObject({
      订单号: 'A1',
      数量: { kind: 'number', text: '2' },
      时间: { kind: 'date', wall: Date.UTC(2026, 10, 1, 12) },
      加急: true,
    });
    expect(isRuined(rows[1]?.cells['订单号'])).toBe(true);
    expect(cellText(rows[1]?.cells['数量'])).toBe('0.1');
  });

  it('finds a sheet by name', async () => {
    const path = await book('sheet.xlsx', [['a'], ['1']], '订单');
    await (await opened(path, { sheet: '订单' })).close();
    expect(await openTable(path, { sheet: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'sheet_not_found' },
    });
  });

  it('refuses a zip bomb, whatever sizes its headers claim', async () => {
    const path = folder.path('bomb.xlsx');
    const bytes = zip('xl/workbook.xml', deflateRawSync(Buffer.alloc(300 * 1024 * 1024, 0x20)), 100);
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, bytes);
    expect(bytes.length).toBeLessThan(1024 * 1024);
    expect(await openTable(path)).toEqual({ ok: false, error: { code: 'zip_bomb' } });
  });

  it('refuses damaged workbooks at any cut', async () => {
    const bytes = await readFile(
      await book('whole.xlsx', [
        ['a', 'b'],
        ['1', '2'],
      ]),
    );
    for (const share of [0.1, 0.4, 0.7, 0.95, 0.999]) {
      const path = await folder.write('cut.xlsx', bytes.subarray(0, Math.floor(bytes.length * share)));
      expect(await openTable(path)).toEqual({ ok: false, error: { code: 'bad_xlsx' } });
    }
  });
});

describe('JSON', () => {
  it('keeps all digits of numbers, flattens objects and lines', async () => {
    const text =
      '{"orders":[{"order_no":1234567890123456789,"receiver":{"name":"王","phone":"1"},"lines":[{"sku":"A","qty":1},{"sku":"B","qty":2}]}]}';
    const { reader, rows } = await readAll(await folder.write('orders.json', text));
    expect(reader.columns).toEqual(['order_no', 'receiver.name', 'receiver.phone', 'lines.sku', 'lines.qty']);
    expect(
      rows.map((row) => [
        row.line,
        cellText(row.cells.order_no),
        row.cells['receiver.name'],
        cellText(row.cells['lines.qty']),
      ]),
    ).toEqual([
      [1, '1234567890123456789', '王', '1'],
      [1, '1234567890123456789', '王', '2'],
    ]);
  });
  it('gives the rows of a long list in parts, in their order, and no property that a row does not have', async () => {
    const list = Array.from({ length: 1001 }, (_, n) => (n === 7 ? { n, constructor: 'x' } : { n }));
    const { reader, rows } = await readAll(await folder.write('long.json', JSON.stringify(list)));
    expect(rows.map((row) => cellText(row.cells['n']))).toEqual(list.map(({ n }) => String(n)));
    expect(reader.bytesRead()).toBe(reader.bytesTotal);
    expect(rows[7]?.cells['constructor']).toBe('x');
    expect(rows[8]?.cells['constructor']).toBeUndefined();
  });

  it('can be closed in the middle', async () => {
    const list = Array.from({ length: 1001 }, (_, n) => ({ n }));
    const reader = await opened(await folder.write('left.json', JSON.stringify(list)));
    for await (const row of reader.rows()) {
      expect(row.line).toBe(1);
      break;
    }
    await reader.close();
  });

  it('takes a plain list and refuses other things in it', async () => {
    expect((await readAll(await folder.write('list.json', '[{"a":"1"}]'))).rows).toHaveLength(1);
    expect(await openTable(await folder.write('bad.json', '[{"a":1},2]'))).toMatchObject({
      error: { code: 'bad_json', data: { item: 2 } },
    });
  });
});

/** A zip of one deflated entry whose headers say what the caller wants. */
function zip(name: string, packed: Buffer, claimedSize: number): Buffer {
  const nameBytes = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(claimedSize, 22);
  local.writeUInt16LE(nameBytes.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  local.copy(central, 6, 4, 30);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + nameBytes.length, 12);
  end.writeUInt32LE(30 + nameBytes.length + packed.length, 16);
  return Buffer.concat([local, nameBytes, packed, central, nameBytes, end]);
}
