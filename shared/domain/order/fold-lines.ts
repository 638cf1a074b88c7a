import type { Work } from './fold-work.ts';
import { LEFT } from './fold-work.ts';
import type { Money, OrderBase, OrderEvent, OrderEventMap, OrderLine } from './types.ts';

/** What the customer agreed to instead of what was ordered: another article, less of it, or orders in one parcel. */
type Of<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>;

/**
 * Lines as they are to be packed from now on. Two desks that change the same line without knowing of each other: the first
 * stands, the second is told (`lines_changed_twice`).
 */
export function applyLines(
  work: Work,
  event: Of<'substituted'> | Of<'lines_cancelled'>,
  conflict: (code: string) => void,
): void {
  if (LEFT.includes(work.status)) return conflict('lines_changed_after_shipped');
  if (work.status === 'CANCELLED') return;
  if (work.split === 'orders') return conflict('lines_changed_after_split');
  const next =
    event.type === 'substituted'
      ? substituted(work.current, event.data)
      : linesCancelled(work.current, event.data);
  if (next === undefined) conflict('lines_changed_twice');
  else work.current = next;
}

/** @returns undefined where the line is not what it was when somebody decided */
export function substituted(
  base: OrderBase,
  { line: no, from, sku, name, variant, qty, unitPrice, difference }: OrderEventMap['substituted'],
): OrderBase | undefined {
  const line = base.lines.find((one) => one.no === no);
  if (line?.kind !== 'goods' || line.sku !== from) return undefined;
  const { variant: _variant, unitPrice: _price, ...rest } = line;
  void _variant;
  void _price;
  const other: OrderLine = {
    ...rest,
    sku,
    name,
    qty,
    ...(variant === undefined ? {} : { variant }),
    ...(unitPrice === undefined ? {} : { unitPrice }),
  };
  const lines = base.lines.map((one) => (one.no === no ? other : one));
  return { ...base, lines, ...amounts(base, difference, 1) };
}

export function linesCancelled(
  base: OrderBase,
  { lines: gone, refund }: OrderEventMap['lines_cancelled'],
): OrderBase | undefined {
  let { lines } = base;
  for (const { no, sku, qty } of gone) {
    const line = lines.find((one) => one.no === no);
    if (line?.kind !== 'goods' || line.sku !== sku || qty < 1 || line.qty < qty) return undefined;
    lines =
      line.qty === qty
        ? lines.filter((one) => one.no !== no)
        : lines.map((one) => (one.no === no ? { ...one, qty: one.qty - qty } : one));
  }
  return { ...base, lines, ...amounts(base, refund, -1) };
}

/** Total and what is collected at the door follow; money that was paid stays what it was. */
function amounts(
  base: OrderBase,
  change: Money | undefined,
  sign: 1 | -1,
): Pick<OrderBase, 'total' | 'codAmount'> {
  const by = (money: Money | undefined): Money | undefined =>
    money === undefined || change === undefined || money.currency !== change.currency
      ? money
      : { minor: Math.max(0, money.minor + sign * change.minor), currency: money.currency };
  const [total, codAmount] = [by(base.total), by(base.codAmount)];
  return {
    ...(total === undefined ? {} : { total }),
    ...(codAmount === undefined ? {} : { codAmount }),
  };
}

/** Every goods unit of the order is in exactly one child, and nothing else is. */
export function linesSum(
  base: Pick<OrderBase, 'lines'>,
  children: OrderEventMap['split']['children'],
): boolean {
  const left = new Map(base.lines.filter((line) => line.kind === 'goods').map((line) => [line.no, line.qty]));
  for (const { no, qty } of children.flatMap((child) => child.lines)) {
    const rest = left.get(no);
    if (rest === undefined || !Number.isInteger(qty) || qty < 1 || qty > rest) return false;
    left.set(no, rest - qty);
  }
  return [...left.values()].every((rest) => rest === 0);
}

export function applySplit(work: Work, event: Of<'split'>, conflict: (code: string) => void): void {
  const into = event.data.into ?? 'orders';
  if (LEFT.includes(work.status) || work.status === 'CANCELLED') return conflict('split_too_late');
  // Sub-orders exist as documents: two different divisions would ship the goods twice.
  if (work.split === 'orders') {
    if (event.data.children.some((child) => !work.children.includes(child.id))) conflict('split_twice');
    return;
  }
  // Another desk changed the lines meanwhile, or put the order into a common parcel.
  if (into === 'orders' && !linesSum(work.current, event.data.children)) conflict('split_lines_differ');
  if (into === 'orders' && work.mergedInto !== undefined) conflict('split_while_merged');
  work.split = into;
  work.children = event.data.children.map((child) => child.id);
}

export function applyMerge(
  work: Work,
  event: Of<'merged'> | Of<'unmerged'>,
  conflict: (code: string) => void,
): void {
  const { shipment } = event.data;
  if (event.type === 'unmerged') {
    if (work.mergedInto === shipment && !LEFT.includes(work.status)) delete work.mergedInto;
    return;
  }
  if (LEFT.includes(work.status) || work.status === 'CANCELLED') conflict('merged_too_late');
  else if (work.mergedInto === undefined) work.mergedInto = shipment;
  else if (work.mergedInto !== shipment) conflict('merged_twice');
}

/** Events by which an order gets other goods to pack, or its own parcel again: its parcel is another one from then on. */
const REVISING: readonly OrderEvent['type'][] = ['substituted', 'lines_cancelled', 'unmerged'];
export const revisionsOf = (events: readonly OrderEvent[]): readonly string[] =>
  events
    .filter((event) => REVISING.includes(event.type))
    .map((event) => event.id)
    .sort();

/** What is packed, reserved and printed: the lines after every change that was agreed to. */
export const effectiveLines = (state: { readonly current: OrderBase }): readonly OrderLine[] =>
  state.current.lines;
