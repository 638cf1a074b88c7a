import { z } from 'zod';
import { CHANNEL_STATES, LOGISTICS_STATUSES, orderId } from '../../shared/domain/index.ts';
import { looksMasked } from '../../shared/domain/masking/index.ts';
import { createCarrierLookup, type OrderDraft } from '../../shared/intake/index.ts';

/** What a channel sends; documented by example in docs/hub/intake.md. Everything that is not named here is refused. */

export const MAX_ORDERS = 500;
const MAX_LINES = 1_000;
/** 9,999,999,999.99 of a currency with two decimals. */
const MAX_MINOR = 999_999_999_999;
/** 1 January 2000; earlier is a mistake in the unit (seconds for milliseconds). */
const MIN_TIME = 946_684_800_000;
const MAX_TIME = 9_999_999_999_999;

const text = (max: number, min = 0) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    // Line breaks and tabs are usual in remarks; other control characters come from broken exports.
    .refine((value) => !/[\p{Cc}--[\n\r\t]]/v.test(value) && value.isWellFormed(), {
      params: { code: 'bad_text' },
    });
const orderNo = z.string().regex(/^[\x21-\x7e]{1,64}$/);
const sku = text(64, 1).refine((value) => !/\p{Cc}/u.test(value), { params: { code: 'bad_text' } });
const minor = z.number().int().min(0).max(MAX_MINOR);
const anyMinor = z.number().int().min(-MAX_MINOR).max(MAX_MINOR);
const moment = z
  .union([z.number().int(), z.iso.datetime({ offset: true })])
  .transform((value) => (typeof value === 'number' ? value : Date.parse(value)))
  .pipe(z.number().int().min(MIN_TIME).max(MAX_TIME));

export const receiverShape = z.strictObject({
  name: text(500, 1),
  phone: text(100),
  country: text(100).optional(),
  province: text(100).optional(),
  city: text(100).optional(),
  district: text(100).optional(),
  detail: text(500, 1),
  postcode: text(20).optional(),
});

const line = z.strictObject({
  sku,
  name: text(500, 1),
  variant: text(500).optional(),
  qty: z.number().int().min(1).max(1_000_000),
  unitPrice: anyMinor.optional(),
  kind: z.enum(['goods', 'charge', 'service']).default('goods'),
});

export const orderShape = z.strictObject({
  no: orderNo,
  orderedAt: moment,
  shipBy: moment.optional(),
  state: z.enum(CHANNEL_STATES).default('open'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('CNY'),
  amounts: z
    .strictObject({
      total: minor.optional(),
      freight: minor.optional(),
      discount: minor.optional(),
      paid: minor.optional(),
      /** To be collected at the door; only with payment COD. */
      collect: minor.optional(),
    })
    .default({}),
  payment: z.strictObject({
    status: z.enum(['UNPAID', 'PAID', 'COD']),
    method: text(100).optional(),
  }),
  carrier: text(60, 1).optional(),
  flags: z
    .array(z.enum(['urgent', 'custom', 'fragile', 'cold_chain']))
    .max(4)
    .default([]),
  receiver: receiverShape.optional(),
  lines: z.array(line).min(1).max(MAX_LINES),
  remark: text(2_000).optional(),
  sellerNote: text(2_000).optional(),
});
export type ApiOrder = z.output<typeof orderShape>;

/** Short names for what happened; free text about a person belongs into `note`, which lies encrypted. */
const reason = z.string().regex(/^[a-z0-9_.-]{1,40}$/i);
const reference = z.string().regex(/^[\x21-\x7e]{1,64}$/);
export const cancelShape = z.strictObject({
  reason: reason.default('channel_cancelled'),
  /** Names this request; asking again with it changes nothing. */
  reference: reference.optional(),
  note: text(2_000).optional(),
});
export const changeShape = z.strictObject({
  reference,
  receiver: receiverShape,
  note: text(2_000).optional(),
});

export const trackingShape = z.strictObject({
  carrier: text(60, 1),
  number: z.string().regex(/^[A-Za-z0-9-]{4,40}$/),
  status: z.enum(LOGISTICS_STATUSES).exclude(['NONE']),
  at: moment,
  text: text(1_000).optional(),
});
export type TrackingReport = z.output<typeof trackingShape>;

const code = z.string().regex(/^[\x21-\x7e]{3,48}$/);
export const productShape = z.strictObject({
  sku,
  name: text(300, 1),
  variant: text(300).optional(),
  codes: z
    .array(z.strictObject({ code, n: z.number().int().min(1).max(99_999).default(1) }))
    .max(50)
    .default([]),
  weightGrams: z.number().int().min(0).max(9_999_999).optional(),
  location: text(60).optional(),
  marks: z
    .array(z.enum(['fragile', 'cold_chain']))
    .max(2)
    .default([]),
  quantityEntry: z.boolean().default(false),
  kit: z
    .array(z.strictObject({ sku, qty: z.number().int().min(1).max(9_999) }))
    .min(1)
    .max(100)
    .optional(),
  kind: z.enum(['goods', 'service', 'charge']).default('goods'),
});

/** One reason why something was refused. Values are never repeated: they may be private. */
export interface Fault {
  /** JSON pointer into what was sent, without the leading slash: `lines/0/qty`. */
  readonly path: string;
  readonly code: string;
}

const CODES: Readonly<Record<string, string>> = {
  invalid_type: 'wrong_type',
  too_small: 'too_small',
  too_big: 'too_big',
  invalid_format: 'wrong_format',
  invalid_value: 'not_in_list',
  invalid_union: 'wrong_format',
  unrecognized_keys: 'unknown_field',
};
const MAX_FAULTS = 20;

export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues
    .flatMap((issue): Fault[] => {
      const path = issue.path.map(String).join('/');
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => ({
          path: [path, key.slice(0, 40)].filter((part) => part !== '').join('/'),
          code: 'unknown_field',
        }));
      if (issue.code === 'invalid_type' && issue.input === undefined)
        return [{ path, code: 'missing_field' }];
      const own: unknown = issue.code === 'custom' ? issue.params?.['code'] : undefined;
      return [{ path, code: typeof own === 'string' ? own : (CODES[issue.code] ?? 'invalid') }];
    })
    .slice(0, MAX_FAULTS);
}

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: Fault[] };

/** Reads one value of a list by its shape. @returns the value, or every reason why not */
export function read<S extends z.ZodType>(shape: S, value: unknown): Read<z.output<S>> {
  const parsed = shape.safeParse(value, { reportInput: true });
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, faults: faultsOf(parsed.error) };
}

/** An order of the API as the draft that files give too; refused where its parts contradict each other. */
export function draftOf(
  order: ApiOrder,
  channel: { readonly channel: string; readonly carrierOf?: (text: string) => string | undefined },
): Read<OrderDraft> {
  const faults: Fault[] = [];
  const carrierOf = channel.carrierOf ?? createCarrierLookup();
  const carrier = order.carrier === undefined ? undefined : carrierOf(order.carrier);
  if (order.carrier !== undefined && carrier === undefined)
    faults.push({ path: 'carrier', code: 'unknown_carrier' });
  const { payment, amounts, currency, receiver } = order;
  const collect = amounts.collect ?? (payment.status === 'COD' ? amounts.total : undefined);
  if (payment.status === 'COD' && collect === undefined)
    faults.push({ path: 'amounts/collect', code: 'missing_field' });
  if (payment.status !== 'COD' && amounts.collect !== undefined)
    faults.push({ path: 'amounts/collect', code: 'only_with_cod' });
  if (order.shipBy !== undefined && order.shipBy < order.orderedAt)
    faults.push({ path: 'shipBy', code: 'before_order' });
  if (faults.length > 0) return { ok: false, faults };
  const money = (amount: number | undefined) =>
    amount === undefined ? undefined : { minor: amount, currency };
  const some = <T extends object>(value: T) =>
    Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined && each !== '')) as {
      [K in keyof T]: Exclude<T[K], undefined>;
    };
  const masked = receiver !== undefined && looksMasked(receiver.name + receiver.phone + receiver.detail);
  return {
    ok: true,
    value: {
      id: orderId(channel.channel, order.no),
      base: {
        channel: channel.channel,
        channelOrderNo: order.no,
        orderedAt: order.orderedAt,
        intake: 'platform',
        kind: order.lines.some((each) => each.kind === 'goods') ? 'goods' : 'service',
        lines: order.lines.map(({ unitPrice, variant, ...each }, at) => ({
          no: at + 1,
          ...each,
          ...some({ variant, unitPrice: money(unitPrice) }),
        })),
        payment: payment.status,
        ...some({
          total: money(amounts.total),
          freight: money(amounts.freight),
          discount: money(amounts.discount),
          paid: money(amounts.paid),
          paymentMethod: payment.method,
          codAmount: money(collect),
          carrier,
          shipBy: order.shipBy,
        }),
        flags: [...new Set(order.flags)],
        receiverMasked: masked,
      },
      private: some({
        receiver: receiver && partyOf(receiver),
        remark: order.remark,
        sellerNote: order.sellerNote,
      }),
      channelState: order.state,
      addressSplit: false,
      sourceLines: [],
    },
  };
}

/** Without the parts that are empty. */
export function partyOf(receiver: z.output<typeof receiverShape>) {
  const { name, phone, detail, ...rest } = receiver;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined && value !== '');
  return { name, phone, detail, ...(Object.fromEntries(given) as Record<string, string>) };
}
