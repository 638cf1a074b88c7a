import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A file of 1 GB goes through parsing and assembling in a process whose heap is capped far below the file's size. */
const BYTES = Number(process.env['PACKLINE_LONG_MB'] ?? 1024) * 1024 ** 2;
const HEAP_MB = 256;
const ROWS_PER_ORDER = 20;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packline-long-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a file of 1 GB', () => {
  it('is assembled with memory that does not grow with the file', async () => {
    const path = join(folder, 'large.csv');
    const rows = await generate(path);
    expect((await stat(path)).size).toBeGreaterThanOrEqual(BYTES);
    const script = join(import.meta.dirname, '../fixtures/files/assemble.ts');
    const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, script, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
    const result = JSON.parse(output) as { orders: number; refused: number; lines: number };
    expect(result).toMatchObject({ orders: Math.ceil(rows / ROWS_PER_ORDER), refused: 0, lines: rows });
    process.stdout.write(`${BYTES / 1024 ** 2} MB: ${output}\n`);
  });
});

async function generate(path: string): Promise<number> {
  const out = createWriteStream(path);
  const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n';
  out.write(header);
  let bytes = header.length;
  let rows = 0;
  while (bytes < BYTES) {
    let text = '';
    for (let i = 0; i < 5000; i++, rows++) {
      text += `${536_365 + Math.floor(rows / ROWS_PER_ORDER)},${20_000 + (rows % 3000)},"HEART, WHITE ${rows % 3000}",${1 + (rows % 12)},12/1/10 8:26,2.55,17850,United Kingdom\r\n`;
    }
    bytes += text.length;
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return rows;
}
