import { createCarrierLookup } from './carriers.ts';
import { cellText } from './cell.ts';
import type { TableRow } from './cell.ts';
import type { CancellationDocument, OrderDraft } from './draft.ts';
import { createCancellations } from './cancellations.ts';
import type { Cancellations } from './cancellations.ts';
import { buildDraft } from './order-draft.ts';
import type { DraftOptions, Head } from './order-draft.ts';
import type { IntakeOptions } from './options.ts';
import { cellOf, identifier, readLine, textOf } from './order-lines.ts';
import type { Fault, LineDraft } from './order-lines.ts';
import { ORDER_FIELDS } from './preset.ts';
import type { Mapping, OrderField, OrderRules, Preset } from './preset.ts';
import type { LineReport } from './report.ts';

/** What came of one order of the file, all or nothing. `reports` has one entry per line of the file. */
export type OrderOutcome =
  | { readonly kind: 'order'; readonly draft: OrderDraft; readonly reports: readonly LineReport[] }
  | {
      readonly kind: 'cancellation';
      readonly document: CancellationDocument;
      readonly reports: readonly LineReport[];
    }
  | { readonly kind: 'refused'; readonly order?: string; readonly reports: readonly LineReport[] };

/**
 * Last line of every order, from a first pass over the file. With it the assembler gives an order as soon as it is complete
 * and forgets it, so that memory holds one number per order and not the whole file.
 */
export interface OrderIndex {
  row(row: TableRow): void;
  readonly orders: number;
  readonly rows: number;
  lastLine(no: string): number | undefined;
  readonly cancellations: Cancellations;
}

export interface OrderAssembler {
  /** Takes a row of the orders file; gives the orders that became complete by it. */
  row(row: TableRow): readonly OrderOutcome[];
  /** Takes a row of the second file (宝贝报表). All of them come before the first `row`. */
  lineRow(row: TableRow): readonly OrderOutcome[];
  /** End of the file: gives the rest. */
  end(): readonly OrderOutcome[];
}

interface Group {
  readonly no: string;
  readonly head: Head;
  readonly lines: LineDraft[];
  /** Lines that the channel closed. */
  readonly closed: LineDraft[];
  readonly rows: { readonly line: number; readonly part: 'orders' | 'lines'; fault?: Fault; note?: Fault }[];
  readonly seen: Map<string, number>;
  hasOrderRow: boolean;
}

/** More lines than any parcel holds; the largest invoice of the Online Retail set has 1,114. */
const MAX_LINES = 5000;

export function createOrderIndex(preset: Preset, mapping: Mapping, options: IntakeOptions): OrderIndex {
  const last = new Map<string, number>();
  const cancellations = createCancellations(preset, mapping, options);
  let rows = 0;
  let previous = '';
  return {
    row(row) {
      rows += 1;
      // A damaged row whose number is not sure counts for the order before it, as in the assembler.
      const no = row.fault ? (brokenKey(row, mapping) ?? previous) : textOf(row, mapping, 'orderNo');
      if (no === '') return;
      previous = no;
      last.set(no, row.line);
      cancellations.row(no, row);
    },
    get orders() {
      return last.size;
    },
    get rows() {
      return rows;
    },
    lastLine: (no) => last.get(no),
    cancellations,
  };
}

/**
 * Groups the rows of an order file to orders. Rows of one order may stand apart. Without `index` every order waits for `end`.
 * @param files.lines mapping of the second file, where the lines come from it
 */
export function createOrderAssembler(
  preset: Preset,
  files: { readonly orders: Mapping; readonly lines?: Mapping },
  options: IntakeOptions,
  index?: OrderIndex,
): OrderAssembler {
  const rules = rulesOf(preset);
  const mapping = files.orders;
  const joined = files.lines !== undefined;
  const draftOptions: DraftOptions = {
    channel: options.channel ?? preset.channel,
    now: options.now,
    currency: options.currency ?? rules.currency,
    tzOffset: options.tzOffset,
    inventReceivers: options.inventReceivers ?? false,
    carrierOf: createCarrierLookup(options.carriers),
  };
  const headFields = ORDER_FIELDS.filter(
    (field) => field !== 'orderNo' && mapping.columns[field] !== undefined,
  );
  const groups = new Map<string, Group>();
  const cancellations = index?.cancellations ?? createCancellations(preset, mapping, options);
  let previous: Group | undefined;

  const groupOf = (no: string): Group => {
    let group = groups.get(no);
    if (group === undefined) {
      group = { no, head: {}, lines: [], closed: [], rows: [], seen: new Map(), hasOrderRow: false };
      groups.set(no, group);
    }
    return group;
  };

  function takeLine(group: Group, row: TableRow, part: 'orders' | 'lines', from: Mapping): void {
    const entry: Group['rows'][number] = { line: row.line, part };
    group.rows.push(entry);
    if (group.lines.length >= MAX_LINES) {
      entry.fault = { code: 'too_many_lines' };
      return;
    }
    const negative = isCancellation(group.no, rules);
    const currency = cellText(group.head.currency).toUpperCase() || draftOptions.currency;
    const read = readLine(row, from, rules, { currency, negative });
    if (read.fault) entry.fault = read.fault;
    else if (read.line && read.closed === true) {
      entry.note = { code: 'line_closed' };
      group.closed.push(read.line);
    } else if (read.line) {
      if (rules.duplicates === 'refuse') {
        const lineNo = textOf(row, from, 'lineNo');
        const key = lineNo === '' ? JSON.stringify(read.line) : `#${lineNo}`;
        const first = group.seen.get(key);
        if (first !== undefined) entry.fault = { code: 'duplicate_line', data: { first } };
        else group.seen.set(key, row.line);
      }
      group.lines.push(read.line);
    }
  }

  function takeHead(group: Group, row: TableRow): Fault | undefined {
    const first = rules.firstRowField;
    if (first !== undefined && group.hasOrderRow && cellOf(row, mapping, first) !== undefined) {
      return { code: 'duplicate_order' };
    }
    group.hasOrderRow = true;
    for (const field of headFields) {
      const cell = cellOf(row, mapping, field);
      if (cell === undefined) continue;
      const known = group.head[field];
      if (known === undefined) group.head[field] = cell;
      else if (rules.consistent.includes(field) && cellText(known) !== cellText(cell)) {
        return { code: 'conflicting_values', data: { field } };
      }
    }
    return undefined;
  }

  function finish(group: Group): OrderOutcome {
    groups.delete(group.no);
    const faulty = group.rows.find((row) => row.fault !== undefined);
    if (faulty) return refuse(group, faulty.line);
    if (isCancellation(group.no, rules)) {
      const document = cancellations.document(
        group.no,
        group.head,
        group.lines,
        group.rows.map((row) => row.line),
      );
      if ('code' in document) return refuseAll(group, document);
      return {
        kind: 'cancellation',
        document,
        reports: group.rows.map((row) => ({
          line: row.line,
          part: row.part,
          key: group.no,
          outcome: 'refused',
          code: 'cancellation',
          data: { document: group.no },
        })),
      };
    }
    if (joined && !group.hasOrderRow) return refuseAll(group, { code: 'no_order_row' });
    // An order of which every line is closed is cancelled; it keeps its lines, so that an earlier import of it can be found.
    const allClosed = group.lines.length === 0;
    const lines = allClosed ? group.closed : group.lines;
    if (lines.length === 0) return refuseAll(group, { code: 'no_lines' });
    const sourceLines = group.rows.filter((row) => row.part === 'orders').map((row) => row.line);
    const built = buildDraft(group.no, group.head, lines, sourceLines, rules, draftOptions);
    if ('fault' in built) return refuseAll(group, built.fault);
    const linked = cancellations.apply(built.draft, cellText(group.head.customer));
    const draft = allClosed ? { ...linked, channelState: 'cancelled' as const } : linked;
    const reports = group.rows.map((row): LineReport => ({
      line: row.line,
      part: row.part,
      key: group.no,
      outcome: 'accepted',
      ...(row.note ?? {}),
    }));
    return { kind: 'order', draft, reports };
  }

  return {
    row(row) {
      if (row.fault !== undefined) {
        const broken = brokenKey(row, mapping);
        const group = broken === undefined ? previous : groupOf(broken);
        const report = lineReport(row.line, 'orders', group?.no, { code: row.fault });
        if (group === undefined) return [{ kind: 'refused', reports: [report] }];
        group.rows.push({ line: row.line, part: 'orders', fault: { code: row.fault } });
        return completeAt(group, row.line);
      }
      const key = identifier(cellOf(row, mapping, 'orderNo'), 'orderNo', 'bad_order_no');
      if (key.fault)
        return [{ kind: 'refused', reports: [lineReport(row.line, 'orders', undefined, key.fault)] }];
      const group = groupOf(key.text);
      previous = group;
      if (joined && group.hasOrderRow) {
        group.rows.push({ line: row.line, part: 'orders', fault: { code: 'duplicate_order' } });
        return completeAt(group, row.line);
      }
      const fault = takeHead(group, row);
      if (joined) group.rows.push({ line: row.line, part: 'orders', ...(fault ? { fault } : {}) });
      else {
        takeLine(group, row, 'orders', mapping);
        const entry = group.rows.at(-1);
        if (fault && entry && entry.fault === undefined) entry.fault = fault;
        if (index === undefined) cancellations.row(group.no, row);
      }
      return completeAt(group, row.line);
    },
    lineRow(row) {
      const lines = files.lines;
      if (lines === undefined) return [];
      if (row.fault !== undefined) {
        const broken = brokenKey(row, lines);
        const group = broken === undefined ? previous : groupOf(broken);
        if (group === undefined)
          return [
            { kind: 'refused', reports: [lineReport(row.line, 'lines', undefined, { code: row.fault })] },
          ];
        group.rows.push({ line: row.line, part: 'lines', fault: { code: row.fault } });
        return [];
      }
      const key = identifier(cellOf(row, lines, 'orderNo'), 'orderNo', 'bad_order_no');
      if (key.fault)
        return [{ kind: 'refused', reports: [lineReport(row.line, 'lines', undefined, key.fault)] }];
      const group = groupOf(key.text);
      previous = group;
      takeLine(group, row, 'lines', lines);
      return [];
    },
    end() {
      const rest = [...groups.values()];
      // Orders first: they tell the cancellation documents which order they belong to.
      const orders = rest.filter((group) => !isCancellation(group.no, rules)).map(finish);
      const documents = rest.filter((group) => isCancellation(group.no, rules)).map(finish);
      return [...orders, ...documents];
    },
  };

  function completeAt(group: Group, line: number): readonly OrderOutcome[] {
    if (index === undefined || isCancellation(group.no, rules)) return [];
    const last = index.lastLine(group.no);
    return last !== undefined && line >= last ? [finish(group)] : [];
  }
}

/** A refused order for which the caller knows why (already there): reports of all its lines. */
export function reportsAs(reports: readonly LineReport[], outcome: 'accepted' | 'already'): LineReport[] {
  return reports.map((report) => ({ ...report, outcome }));
}

/**
 * Runs a whole file through the assembler. `open` is called twice where `twoPass` is wanted (large files: memory then holds one
 * number per order instead of all orders), else once.
 */
export async function* assembleOrders(
  preset: Preset,
  files: { readonly orders: Mapping; readonly lines?: Mapping },
  open: {
    readonly orders: () => AsyncIterable<TableRow>;
    readonly lines?: () => AsyncIterable<TableRow>;
  },
  options: IntakeOptions & { readonly twoPass?: boolean },
): AsyncGenerator<OrderOutcome> {
  let index: OrderIndex | undefined;
  if (options.twoPass === true) {
    index = createOrderIndex(preset, files.orders, options);
    for await (const row of open.orders()) index.row(row);
  }
  const assembler = createOrderAssembler(preset, files, options, index);
  if (open.lines) for await (const row of open.lines()) yield* assembler.lineRow(row);
  for await (const row of open.orders()) yield* assembler.row(row);
  yield* assembler.end();
}

function rulesOf(preset: Preset): OrderRules {
  if (preset.order === undefined) throw new Error(`preset ${preset.id} holds no orders`);
  return preset.order;
}

const isCancellation = (no: string, rules: OrderRules): boolean =>
  rules.cancellationPrefix !== undefined && no.startsWith(rules.cancellationPrefix);

/** Order number of a damaged row, where it is certainly whole: not the last cell that was read. */
function brokenKey(row: TableRow, mapping: Mapping): string | undefined {
  const key = identifier(cellOf(row, mapping, 'orderNo'), 'orderNo' satisfies OrderField, 'bad_order_no');
  const lastColumn = Object.keys(row.cells).at(-1);
  if (key.fault || lastColumn === undefined || mapping.columns.orderNo?.includes(lastColumn))
    return undefined;
  return key.text;
}

function lineReport(
  line: number,
  part: 'orders' | 'lines',
  key: string | undefined,
  fault: Fault,
): LineReport {
  return { line, part, ...(key === undefined ? {} : { key }), outcome: 'refused', ...fault };
}

function refuse(group: Group, culprit: number): OrderOutcome {
  const reports = group.rows.map((row) =>
    lineReport(row.line, row.part, group.no, row.fault ?? { code: 'order_refused', data: { line: culprit } }),
  );
  return { kind: 'refused', order: group.no, reports };
}

function refuseAll(group: Group, fault: Fault): OrderOutcome {
  return {
    kind: 'refused',
    order: group.no,
    reports: group.rows.map((row) => lineReport(row.line, row.part, group.no, fault)),
  };
}
