import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { csvBytes, openTable } from '../../../electron/station/files/index.ts';
import { cellText } from '../../../shared/intake/index.ts';
import { opened, readAll, useFolder } from './helpers.ts';

const folder = useFolder();
const gb = (text: string): Buffer => iconv.encode(text, 'gb18030');

describe('CSV', () => {
  it.each([
    ['comma', 'a,b,c\r\n1,"x,y",3\r\n', ','],
    ['semicolon', 'a;b;c\n1;"x,y";3\n', ';'],
    ['tab', 'a\tb\tc\n1\tx,y\t3', '\t'],
    ['mac line ends', 'a,b,c\r1,"x,y",3\r', ','],
    ['byte order mark', '\uFEFFa,b,c\n1,"x,y",3', ','],
  ])('%s', async (name, text, delimiter) => {
    const { reader, rows } = await readAll(await folder.write(`${name}.csv`, text));
    expect([reader.format, reader.delimiter, reader.columns]).toEqual(['csv', delimiter, ['a', 'b', 'c']]);
    expect(rows).toEqual([{ line: 2, cells: { a: '1', b: 'x,y', c: '3' } }]);
    expect(reader.bytesRead()).toBe(reader.bytesTotal);
  });

  it('keeps line numbers over empty lines and line breaks in quotes', async () => {
    const { rows } = await readAll(await folder.write('lines.csv', 'a,b\n\n\n1,"x\ny\nz"\n2,w\n\n3,v\n'));
    expect(rows.map((row) => row.line)).toEqual([4, 7, 9]);
    expect(rows[0]?.cells.b).toBe('x\ny\nz');
  });

  it('names empty and repeated columns', async () => {
    const reader = await opened(await folder.write('names.csv', 'a,,a, b \n1,2,3,4\n'));
    await reader.close();
    expect(reader.columns).toEqual(['a', '#2', 'a (2)', 'b']);
  });

  it('takes ="…" cells as they are, quoted or not', async () => {
    const { rows } = await readAll(
      await folder.write('eq.csv', 'no,x\n="3120456789012345678",1\n"=""42""",2\n'),
    );
    expect(rows.map((row) => cellText(row.cells.no))).toEqual(['3120456789012345678', '42']);
  });

  it('reports rows with too many cells and takes short rows inside the file', async () => {
    const { rows } = await readAll(await folder.write('cells.csv', 'a,b,c\n1,2,3,4\n1\n1,2,3,,\n'));
    expect(rows.map((row) => row.fault)).toEqual(['too_many_columns', undefined, undefined]);
  });
});

describe('torn files', () => {
  it.each([
    ['too few columns', 'a,b,c\n1,2,3\n4,5', { a: '4', b: '5' }],
    ['unclosed quote', 'a,b,c\n1,2,3\n4,"5', {}],
    [
      'cut character',
      Buffer.concat([Buffer.from('a,b,c\n1,王,3\n4,'), Buffer.from('王').subarray(0, 2)]),
      {},
    ],
    ['cut GB character', Buffer.concat([gb('a,b,c\n1,王,3\n4,'), gb('王').subarray(0, 1)]), {}],
  ])('%s: the last line is refused, the rest stands', async (name, content, cells) => {
    const { rows, error } = await readAll(await folder.write(`${name}.csv`, content));
    expect(error).toBeUndefined();
    expect(rows.map((row) => [row.line, row.fault])).toEqual([
      [2, undefined],
      [3, 'torn_line'],
    ]);
    expect(rows[1]?.cells).toEqual(cells);
  });

  it('stops at a quote that swallows the file, with its line, instead of filling the memory', async () => {
    const text = `a,b\n1,2\n3,"4\n${'5,6\n'.repeat(900_000)}`;
    const { rows, error } = await readAll(await folder.write('swallow.csv', text));
    expect(rows.map((row) => row.line)).toEqual([2]);
    expect(error).toMatchObject({ code: 'line_too_long', data: { line: 3 } });
  });
});

describe('stray quotes', () => {
  it('refuses a file of which a stray quote swallows many lines', async () => {
    const text = `a,b\n1,2\n3,"4\n${'5,6\n'.repeat(40)}`;
    const { rows, error } = await readAll(await folder.write('stray.csv', text));
    expect(rows.map((row) => row.line)).toEqual([2]);
    expect(error).toEqual({ code: 'unclosed_quote', data: { line: 3 } });
  });
});

describe('encodings', () => {
  const text = '订单号,收件人\r\nA1,王小雨\r\nA2,欧阳娜娜\r\n';
  it.each([
    ['utf-8', Buffer.from(text), 'utf-8'],
    ['gb18030', gb(text), 'gb18030'],
    ['utf-16 of Excel', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]), 'utf-16le'],
  ])('%s', async (name, bytes, encoding) => {
    const { reader, rows, error } = await readAll(await folder.write(`${name}.csv`, bytes));
    expect(error).toBeUndefined();
    expect(reader.encoding).toBe(encoding);
    expect(rows.map((row) => row.cells['收件人'])).toEqual(['王小雨', '欧阳娜娜']);
  });

  it('decides late where the file begins in ASCII', async () => {
    const bytes = Buffer.concat([Buffer.from('no,name\n' + '1,abc\n'.repeat(60_000)), gb('2,王\n')]);
    const { reader, rows } = await readAll(await folder.write('late.csv', bytes));
    expect(reader.encoding).toBe('gb18030');
    expect(rows.at(-1)).toEqual({ line: 60_002, cells: { no: '2', name: '王' } });
  });

  it('names the line where another encoding begins', async () => {
    const good = 'no,name\n' + '1,王\n'.repeat(50_000);
    const { rows, error } = await readAll(
      await folder.write(
        'mixed.csv',
        Buffer.concat([Buffer.from(good), gb('2,王\n'), Buffer.from('3,李\n')]),
      ),
    );
    expect(error).toEqual({ code: 'wrong_encoding', data: { line: 50_002, encoding: 'utf-8' } });
    expect(rows.length).toBeGreaterThan(30_000);
  });

  it('refuses an encoding that the user named wrongly', async () => {
    const path = await folder.write('named.csv', gb(text));
    expect(await openTable(path, { encoding: 'utf-8' })).toMatchObject({
      ok: false,
      error: { code: 'wrong_encoding' },
    });
    expect((await readAll(path, { encoding: 'gb18030' })).rows).toHaveLength(2);
  });

  it('gives every text back in both encodings', async () => {
    // Lone surrogates are no text; CR alone is a line end in both.
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .map((t) => t.replace(/[\uD800-\uDFFF]/g, '').trim());
    const special = fc.constantFrom(
      '=1+1',
      "'=x",
      '-2+3',
      '@a',
      'a"b',
      'a,b',
      'a\nb',
      '王"，',
      "''+",
      '\u20ac',
      '𠮷',
    );
    const tables = fc.array(fc.tuple(fc.constant('k'), fc.oneof(cell, special)), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(
        tables,
        fc.constantFrom('utf-8' as const, 'gb18030' as const),
        async (rows, encoding) => {
          const path = await folder.write('round.csv', csvBytes({ header: ['key', '值'], rows }, encoding));
          const read = await readAll(path, { encoding });
          expect(read.error).toBeUndefined();
          const wanted = rows.map(([, value]) => value);
          expect(read.rows.map((row) => cellText(row.cells['值']))).toEqual(wanted);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('files that are no table', () => {
  it.each([
    ['empty', '', 'empty_file'],
    ['blank', '  \n\n', 'empty_file'],
    ['pdf', '%PDF-1.7\n', 'pdf'],
    ['exe', Buffer.from('MZ\x90\x00\x03\x00', 'latin1'), 'program'],
    ['elf', '\x7fELF\x02', 'program'],
    ['old xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'old_xls'],
    ['web page', '\n<html><table><tr><td>订单号</td></tr></table></html>', 'html'],
    ['picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'binary'],
    ['broken zip', Buffer.from('504b0304ffffffffffff', 'hex'), 'bad_xlsx'],
    ['broken json', '[{"a": 1,', 'bad_json'],
    ['json without list', '{"a": 1}', 'bad_json'],
  ])('%s', async (name, content, code) => {
    expect(await openTable(await folder.write(name, content))).toMatchObject({ ok: false, error: { code } });
  });
  it('says what is missing', async () => {
    expect(await openTable(folder.path('nothing.csv'))).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
    expect(await openTable(folder.path('.'))).toMatchObject({ ok: false, error: { code: 'not_a_file' } });
  });
});
