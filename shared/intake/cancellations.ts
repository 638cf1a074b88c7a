import type { TableRow } from './cell.ts';
import { cellText } from './cell.ts';
import { parseDate } from './dates.ts';
import type { CancellationDocument, OrderDraft } from './draft.ts';
import type { Head } from './order-draft.ts';
import { textOf, cellOf } from './order-lines.ts';
import type { Fault, LineDraft } from './order-lines.ts';
import type { IntakeOptions } from './options.ts';
import type { Mapping, Preset } from './preset.ts';
import { parseWhole } from './values.ts';

/** Cancellation documents of a file, and the orders of the same file that they take back. */
export interface Cancellations {
  /** Notes a row, where it belongs to a cancellation document. */
  row(no: string, row: TableRow): void;
  /** Links the order with documents that take its goods back; taken back in full, it is cancelled by the channel. */
  apply(draft: OrderDraft, customer: string): OrderDraft;
  document(
    no: string,
    head: Head,
    lines: readonly LineDraft[],
    sourceLines: readonly number[],
  ): CancellationDocument | Fault;
}

export function createCancellations(preset: Preset, mapping: Mapping, options: IntakeOptions): Cancellations {
  const prefix = preset.order?.cancellationPrefix;
  const order = preset.order?.dateOrder ?? 'mdy';
  /** customer and SKU → units still to be taken back, by document. */
  const open = new Map<string, { document: string; at: number; qty: number }[]>();
  const links = new Map<string, Set<string>>();
  const keyOf = (customer: string, sku: string): string => `${customer}\n${sku.toUpperCase()}`;
  const dateOptions = { tzOffset: options.tzOffset, order };
  return {
    row(no, row) {
      if (prefix === undefined || !no.startsWith(prefix)) return;
      const customer = textOf(row, mapping, 'customer');
      const qty = parseWhole(cellOf(row, mapping, 'qty'));
      if (customer === '' || qty === undefined || qty >= 0) return;
      const key = keyOf(customer, textOf(row, mapping, 'sku'));
      const at = parseDate(cellOf(row, mapping, 'orderedAt'), dateOptions) ?? 0;
      open.set(key, [...(open.get(key) ?? []), { document: no, at, qty: -qty }]);
    },
    apply(draft, customer) {
      if (open.size === 0 || customer === '') return draft;
      let left = 0;
      for (const line of draft.base.lines) {
        if (line.kind !== 'goods') continue;
        let rest = line.qty;
        for (const entry of open.get(keyOf(customer, line.sku)) ?? []) {
          if (entry.qty === 0 || entry.at < draft.base.orderedAt) continue;
          const taken = Math.min(rest, entry.qty);
          entry.qty -= taken;
          rest -= taken;
          if (taken > 0) links.set(entry.document, (links.get(entry.document) ?? new Set()).add(draft.id));
          if (rest === 0) break;
        }
        left += rest;
      }
      return left === 0 && draft.base.kind === 'goods' ? { ...draft, channelState: 'cancelled' } : draft;
    },
    document(no, head, lines, sourceLines) {
      const at = parseDate(head.orderedAt, dateOptions);
      if (at === undefined) return { code: 'bad_date', data: { field: 'orderedAt' } };
      const customer = cellText(head.customer);
      return {
        document: no,
        at,
        ...(customer === '' ? {} : { customer }),
        lines: lines.map((line) => ({ sku: line.sku, name: line.name, qty: line.qty })),
        cancels: [...(links.get(no) ?? [])],
        sourceLines,
      };
    },
  };
}
