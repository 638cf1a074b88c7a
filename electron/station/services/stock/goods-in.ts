import { createHash } from 'node:crypto';
import type { Actor } from '../../../../shared/domain/index.ts';
import { cellText, normaliseHeader } from '../../../../shared/intake/index.ts';
import { openTable } from '../../files/index.ts';
import { createPace } from '../../pace.ts';
import { accepted, refused, type Outcome, type Refused } from '../context.ts';
import type { CatalogueService } from '../catalogue.ts';
import type { ExchangeService } from '../exchange.ts';
import type { MoveInput, StockService } from './types.ts';

export interface Booked {
  readonly booked: number;
  readonly again: number;
  readonly refused: { line: number; code: string; sku: string }[];
  readonly more: number;
}

const COLUMNS = {
  sku: ['sku', '商品编码', '编码', 'item', 'product'],
  qty: ['qty', 'quantity', '数量', '入库数量', 'units'],
  location: ['location', '库位', '货位', 'place', 'bin'],
  reference: ['reference', '送货单号', '单号', 'delivery_note', 'note_no'],
} as const;
type Field = keyof typeof COLUMNS;

const SHOWN = 100;
/** Rows booked in one write. */
const AT_ONCE = 100;

/**
 * Books a file of goods in, row by row. A row's move is named by the file's name, the row's content and how often it came
 * before in the file: the same file again books nothing, whatever was added to it is booked, and the answer says how many rows
 * were there already.
 */
export async function bookFile(
  deps: {
    readonly exchange: Pick<ExchangeService, 'upload' | 'release'>;
    readonly catalogue: Pick<CatalogueService, 'product'>;
    readonly stock: Pick<StockService, 'move'>;
  },
  token: string,
  actor: Actor,
): Promise<Outcome<Booked>> {
  const upload = deps.exchange.upload(token);
  if (!upload) return refused('file_gone');
  try {
    const opened = await openTable(upload.from);
    if (!opened.ok) return refused(opened.error.code, { ...opened.error.data });
    const reader = opened.value;
    try {
      const columns = columnsOf(reader.columns);
      if (columns.sku === undefined || columns.qty === undefined) return refused('stock_columns_missing');
      const result = { booked: 0, again: 0, refused: [] as Booked['refused'], more: 0 };
      const refuse = (line: number, code: string, sku: string): void => {
        if (result.refused.length < SHOWN) result.refused.push({ line, code, sku: sku.slice(0, 120) });
        else result.more += 1;
      };
      const waiting: MoveInput[] = [];
      const book = async (): Promise<Refused | undefined> => {
        const moves = waiting.splice(0);
        const moved = await deps.stock.move(moves, actor);
        if (!moved.ok) return moved;
        result.again += moved.value.size;
        result.booked += moves.length - moved.value.size;
        return undefined;
      };
      const known = new Map<string, boolean>();
      const times = new Map<string, number>();
      const pace = createPace();
      for await (const row of reader.rows()) {
        await pace.step();
        const cell = (field: Field): string => {
          const name = columns[field];
          return name === undefined ? '' : cellText(row.cells[name]);
        };
        const sku = cell('sku');
        if (row.fault !== undefined) {
          refuse(row.line, row.fault, sku);
          continue;
        }
        if (sku === '' && cell('qty') === '') continue;
        const qty = Number(cell('qty').replace(/[,，\s]/g, ''));
        if (!Number.isSafeInteger(qty) || qty < 1) {
          refuse(row.line, 'stock_qty_invalid', sku);
          continue;
        }
        if (!known.has(sku)) known.set(sku, (await deps.catalogue.product(sku)) !== undefined);
        if (known.get(sku) !== true) {
          refuse(row.line, 'sku_not_known', sku);
          continue;
        }
        const location = cell('location').slice(0, 60);
        const reference = cell('reference').slice(0, 80);
        const content = JSON.stringify([sku, qty, location, reference]);
        const time = (times.get(content) ?? 0) + 1;
        times.set(content, time);
        const name = createHash('sha256')
          .update(`${upload.name}\n${content}\n${time}`)
          .digest('hex')
          .slice(0, 32);
        waiting.push({ id: `receipt:file:${name}`, kind: 'receipt', sku, qty, location, reference });
        const failed = waiting.length < AT_ONCE ? undefined : await book();
        if (failed) return failed;
      }
      return (await book()) ?? accepted(result);
    } finally {
      await reader.close();
    }
  } finally {
    await deps.exchange.release(token);
  }
}

function columnsOf(names: readonly string[]): Partial<Record<Field, string>> {
  return Object.fromEntries(
    (Object.keys(COLUMNS) as Field[]).flatMap((field) => {
      const wanted = COLUMNS[field].map(normaliseHeader);
      const name = names.find((one) => wanted.includes(normaliseHeader(one)));
      return name === undefined ? [] : [[field, name]];
    }),
  );
}
