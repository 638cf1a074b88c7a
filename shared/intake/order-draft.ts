import { orderId } from '../domain/index.ts';
import type { Money, OrderBase, OrderLine, Party } from '../domain/index.ts';
import { splitChineseAddress } from './address.ts';
import { cellText } from './cell.ts';
import type { Cell } from './cell.ts';
import { parseDate } from './dates.ts';
import type { TzOffset } from './dates.ts';
import type { OrderDraft } from './draft.ts';
import { inventReceiver } from './invent.ts';
import { MAX_NOTE, MAX_TEXT } from './order-lines.ts';
import type { Fault, LineDraft } from './order-lines.ts';
import type { ChannelState, OrderField, OrderRules, StatusField } from './preset.ts';
import { shown } from './report.ts';
import { normaliseWord, parseMoney, parseYes } from './values.ts';

export type Head = Partial<Record<OrderField, Cell>>;

export interface DraftOptions {
  readonly channel: string;
  /** Taken as the order time where the file has none. */
  readonly now: number;
  readonly currency: string;
  readonly tzOffset: TzOffset;
  /** Makes up receivers from the order number where the file has none (trial data only). */
  readonly inventReceivers: boolean;
  readonly carrierOf: (text: string) => string | undefined;
}

const COD = /货到付款|代收货款|cash on delivery|^cod$|\(cod\)/i;
/** Of several status words the one that stops most counts. */
const STATE_RANK: readonly ChannelState[] = [
  'open',
  'unknown_status',
  'partly_refunded',
  'partly_shipped',
  'shipped',
  'refunded',
  'cancelled',
];

/** Makes the draft of one order from its head fields and lines; refuses with the first fault of the head. */
export function buildDraft(
  no: string,
  head: Head,
  lines: readonly LineDraft[],
  sourceLines: readonly number[],
  rules: OrderRules,
  options: DraftOptions,
): { readonly draft: OrderDraft } | { readonly fault: Fault } {
  const text = (field: OrderField): string => cellText(head[field]);
  const currency = text('currency').toUpperCase() || options.currency;
  if (!/^[A-Z]{3}$/.test(currency)) return bad('bad_number', 'currency', currency);

  const amounts: Partial<Record<'total' | 'freight' | 'discount' | 'paid' | 'codAmount', Money>> = {};
  for (const field of ['total', 'freight', 'discount', 'paid', 'codAmount'] as const) {
    const money = parseMoney(head[field], currency);
    if (money === 'bad_number') return bad('bad_number', field, text(field));
    if (money !== undefined) amounts[field] = money;
  }
  const dates: Partial<Record<'orderedAt' | 'shipBy', number>> = {};
  for (const field of ['orderedAt', 'shipBy'] as const) {
    if (head[field] === undefined) continue;
    const at = parseDate(head[field], { tzOffset: options.tzOffset, order: rules.dateOrder });
    if (at === undefined) return bad('bad_date', field, text(field));
    dates[field] = at;
  }
  for (const [field, limit] of [
    ['remark', MAX_NOTE],
    ['sellerNote', MAX_NOTE],
    ['address', MAX_TEXT],
    ['address2', MAX_TEXT],
    ['receiverName', MAX_TEXT],
    ['receiverPhone', MAX_TEXT],
  ] as const) {
    if (text(field).length > limit) return { fault: { code: 'too_long', data: { field } } };
  }
  const carrierText = text('carrier');
  const carrier = carrierText === '' ? undefined : options.carrierOf(carrierText);
  if (carrierText !== '' && carrier === undefined) return bad('unknown_carrier', 'carrier', carrierText);

  const status = readStatus(head, rules);
  // 等待卖家发货 also stands on unpaid COD orders; only a payment column or the paid amount says that money came.
  const settled =
    status.payment === 'PAID' &&
    (status.paymentColumn || (amounts.paid?.minor ?? 0) >= Math.max(1, amounts.total?.minor ?? 1));
  const methods = [text('paymentMethod'), text('shippingMethod'), text('paymentStatus')];
  const cod = !settled && methods.some((method) => COD.test(method));
  const payment = cod ? 'COD' : (status.payment ?? rules.payment);
  const numbered: OrderLine[] = lines.map((line, index) => ({ no: index + 1, ...line }));
  const kind = numbered.some((line) => line.kind === 'goods') ? 'goods' : 'service';
  const address = readReceiver(head, rules);
  const receiver =
    address.receiver ??
    (options.inventReceivers && kind === 'goods' ? inventReceiver(no, text('country')) : undefined);
  const codAmount = payment === 'COD' ? (amounts.codAmount ?? amounts.total) : undefined;
  const paymentMethod = text('paymentMethod');
  const remark = text('remark');
  const sellerNote = text('sellerNote');
  const flags = (
    [
      ['urgent', 'urgent'],
      ['custom', 'custom'],
      ['fragile', 'fragile'],
      ['coldChain', 'cold_chain'],
    ] as const
  )
    .filter(([field]) => parseYes(head[field]))
    .map(([, flag]) => flag);

  const base: OrderDraft['base'] = {
    channel: options.channel,
    channelOrderNo: no,
    orderedAt: dates.orderedAt ?? options.now,
    intake: 'file',
    kind,
    lines: numbered,
    ...(amounts.total === undefined ? {} : { total: amounts.total }),
    ...(amounts.freight === undefined ? {} : { freight: amounts.freight }),
    ...(amounts.discount === undefined ? {} : { discount: amounts.discount }),
    ...(amounts.paid === undefined ? {} : { paid: amounts.paid }),
    payment,
    ...(paymentMethod === '' ? {} : { paymentMethod: paymentMethod.slice(0, MAX_TEXT) }),
    ...(codAmount === undefined ? {} : { codAmount }),
    ...(carrier === undefined ? {} : { carrier }),
    ...(dates.shipBy === undefined ? {} : { shipBy: dates.shipBy }),
    flags,
    ...(status.text === '' ? {} : { channelStatus: status.text }),
    receiverMasked: receiver !== undefined && isMasked(receiver),
  };
  return {
    draft: {
      id: orderId(options.channel, no),
      base,
      private: {
        ...(receiver === undefined ? {} : { receiver }),
        ...(remark === '' ? {} : { remark }),
        ...(sellerNote === '' ? {} : { sellerNote }),
      },
      channelState: status.state,
      addressSplit: address.split,
      sourceLines,
    },
  };
}

const bad = (code: 'bad_number' | 'bad_date' | 'unknown_carrier', field: string, value: string) =>
  ({ fault: { code, data: { field, value: shown(value) } } }) as const;

function readStatus(
  head: Head,
  rules: OrderRules,
): { payment?: OrderBase['payment']; paymentColumn: boolean; state: ChannelState; text: string } {
  let payment: OrderBase['payment'] | undefined;
  let paymentColumn = false;
  let state: ChannelState = 'open';
  const words: string[] = [];
  const worse = (next: ChannelState): void => {
    if (STATE_RANK.indexOf(next) > STATE_RANK.indexOf(state)) state = next;
  };
  for (const field of ['status', 'paymentStatus', 'fulfilmentStatus'] as const satisfies StatusField[]) {
    const word = cellText(head[field]);
    if (word === '') continue;
    words.push(word.slice(0, 60));
    const known = rules.statuses[field];
    const meaning =
      known && Object.hasOwn(known, normaliseWord(word)) ? known[normaliseWord(word)] : undefined;
    if (meaning === undefined) {
      if (!COD.test(word)) worse('unknown_status');
      continue;
    }
    // The payment column knows better than the order's status word.
    if (meaning.payment !== undefined) {
      payment = meaning.payment;
      paymentColumn = field === 'paymentStatus';
    }
    if (meaning.state !== undefined) worse(meaning.state);
  }
  if (cellText(head.cancelledAt) !== '') worse('cancelled');
  return { ...(payment === undefined ? {} : { payment }), paymentColumn, state, text: words.join(' / ') };
}

function readReceiver(head: Head, rules: OrderRules): { receiver?: Party; split: boolean } {
  const text = (field: OrderField): string => cellText(head[field]);
  const name = text('receiverName');
  const phone = text('receiverPhone').replace(/\s+/g, ' ');
  let detail = [text('address'), text('address2')].filter((part) => part !== '').join(', ');
  let [province, city, district, postcode] = [
    text('province'),
    text('city'),
    text('district'),
    text('postcode'),
  ];
  let split = false;
  if (rules.splitAddress === true && detail !== '' && province === '' && city === '') {
    const parts = splitChineseAddress(detail);
    if (parts.province !== undefined) {
      province = parts.province;
      city = parts.city ?? '';
      district = district || (parts.district ?? '');
      detail = parts.detail;
      split = true;
    }
    postcode = postcode || (parts.postcode ?? '');
  }
  if (name === '' && phone === '' && detail === '' && province === '' && city === '') return { split };
  const country = text('country');
  return {
    split,
    receiver: {
      name,
      phone,
      ...(country === '' ? {} : { country }),
      ...(province === '' ? {} : { province }),
      ...(city === '' ? {} : { city }),
      ...(district === '' ? {} : { district }),
      detail,
      ...(postcode === '' ? {} : { postcode }),
    },
  };
}

const isMasked = (receiver: Party): boolean => /[*＊]/.test(receiver.name + receiver.phone + receiver.detail);
