import {
  foldOrder,
  orderId,
  type Money,
  type OrderBase,
  type OrderEventMap,
  type OrderLine,
} from '../../domain/index.ts';
import type { ReceivedOrder } from './order.ts';
import { privateOf } from './receiver.ts';
import { revisionMark, shortHash } from './revision.ts';

/** Which goods go into which part: units by line number. */
export type Division = readonly (readonly { readonly no: number; readonly qty: number }[])[];
type Children = OrderEventMap['split']['children'];

/**
 * Sub-orders of an order (拆单), named after the order and after the division: two desks that divide it alike make the same
 * documents, two that divide it otherwise make different ones, and the order says which of them count.
 */
export function childrenOf(order: ReceivedOrder, division: Division): Children {
  const { channel, channelOrderNo } = order.base;
  const tidy = division.map((part) => [...part].sort((a, b) => a.no - b.no));
  const mark = shortHash(
    `${revisionMark(order)}|${tidy.map((part) => part.map(({ no, qty }) => `${no}x${qty}`).join(',')).join('|')}`,
  ).slice(0, 4);
  return tidy.map((lines, at) => ({
    id: orderId(channel, `${channelOrderNo.slice(0, 55)}-S${at + 1}${mark}`),
    lines: lines.map(({ no, qty }) => ({ no, qty })),
  }));
}

/**
 * The documents of the sub-orders, without events. Amounts are divided by the value of the goods where prices are known, else
 * they stay with the first; freight and discount go with the first.
 */
export function subOrders(order: ReceivedOrder, children: Children): ReceivedOrder[] {
  const state = foldOrder(order);
  const base = state.current;
  const parts = children.map((child) => child.lines.map(({ no, qty }) => lineOf(base, no, qty)));
  const values = parts.map((lines) =>
    lines.reduce((sum, line) => sum + (line.unitPrice?.minor ?? 0) * line.qty, 0),
  );
  const priced = parts.every((lines) => lines.every((line) => line.unitPrice !== undefined));
  const shares =
    priced && values.some((value) => value > 0) ? values : values.map((_, at) => (at === 0 ? 1 : 0));
  const secret = privateOf(order);
  const { total, freight, discount, paid, codAmount, ...rest } = base;
  const totals = divided(total, shares);
  const cods = divided(codAmount, shares);
  const paids = divided(paid, shares);
  const payment = state.payment === 'COD' ? 'COD' : state.payment === 'UNPAID' ? 'UNPAID' : 'PAID';
  return children.map((child, at) => {
    const amounts = {
      ...named('total', totals[at]),
      ...named('codAmount', cods[at]),
      ...named('paid', paids[at]),
      ...(at === 0 ? { ...named('freight', freight), ...named('discount', discount) } : {}),
    };
    return {
      id: child.id,
      site: order.site,
      base: {
        ...rest,
        ...amounts,
        channelOrderNo: child.id.slice(base.channel.length + 1),
        // Not a draft: its order was confirmed by two people already.
        intake: base.intake === 'manual' ? 'file' : base.intake,
        parent: order.id,
        lines: parts[at] ?? [],
        payment,
      },
      events: [],
      private: { base: secret, events: {} },
    };
  });
}

function lineOf(base: OrderBase, no: number, qty: number): OrderLine {
  const line = base.lines.find((one) => one.no === no);
  if (line === undefined) throw new Error(`line ${no} is not in the order`);
  return { ...line, qty };
}

const named = <K extends string>(key: K, money: Money | undefined): Partial<Record<K, Money>> =>
  money === undefined ? {} : ({ [key]: money } as Partial<Record<K, Money>>);

/** Minor units by shares; what rounding leaves over goes to the first. */
function divided(money: Money | undefined, shares: readonly number[]): (Money | undefined)[] {
  if (money === undefined) return shares.map(() => undefined);
  const all = shares.reduce((sum, share) => sum + share, 0);
  const parts = shares.map((share) => Math.floor((money.minor * share) / all));
  const rest = money.minor - parts.reduce((sum, part) => sum + part, 0);
  return parts.map((minor, at) => ({ minor: at === 0 ? minor + rest : minor, currency: money.currency }));
}
