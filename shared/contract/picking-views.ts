import { z } from 'zod';
import { FULFILMENT_STATUSES } from '../domain/index.ts';
import { stopView, verdictView } from './views.ts';

/** Picking (拣货): the walk of one picker, waves, and the list on paper. */

const text = z.string().max(2000);
const whole = z.number().int();

export const pickPart = z.object({
  shipment: text,
  line: whole,
  slot: whole,
  tote: text.nullable(),
  qty: whole,
  taken: whole,
  short: whole,
});

export const pickPosition = z.object({
  key: text,
  location: text.nullable(),
  sku: text,
  name: text,
  variant: text.nullable(),
  picture: text.nullable(),
  qty: whole,
  taken: whole,
  short: whole,
  parts: z.array(pickPart),
});
export type PickPositionView = z.infer<typeof pickPosition>;

export const pickOrder = z.object({
  shipment: text,
  order: text,
  channelOrderNo: text,
  slot: whole,
  tote: text.nullable(),
  urgent: z.boolean(),
  units: whole,
  taken: whole,
  short: whole,
  /** `blocked`: cancelled, held or changed since it was taken; what was taken goes back. */
  state: z.enum(['open', 'done', 'short', 'blocked']),
  reason: text.nullable(),
});

export const walkView = z.object({
  id: text,
  /** Wave, tote or order that it was begun with; '' for the next ones of the queue. */
  code: text,
  kind: z.enum(['wave', 'tote', 'order', 'next']),
  startedAt: z.number(),
  orders: z.array(pickOrder),
  positions: z.array(pickPosition),
  /** Where to go now; null where nothing is left. */
  current: text.nullable(),
  /** Location that was scanned last. */
  focus: text.nullable(),
  /** Tote that the last unit must be confirmed with. */
  pending: z.object({ shipment: text, slot: whole, tote: text.nullable() }).nullable(),
  multiplier: whole,
  quantityAllowed: z.boolean(),
});
export type WalkView = z.infer<typeof walkView>;

export const pickView = z.object({
  bench: text,
  /** Actor id; '' where nobody has signed in at the bench. */
  operator: text,
  walk: walkView.nullable(),
  stop: stopView.nullable(),
  last: verdictView.nullable(),
  /** The walk that ended last here: what the picker brings. */
  ended: z.object({ orders: whole, units: whole, short: whole, back: whole, at: z.number() }).nullable(),
});
export type PickView = z.infer<typeof pickView>;

export const pickAct = z.discriminatedUnion('type', [
  z.object({ type: z.literal('next'), count: whole.min(1).max(60) }),
  z.object({ type: z.literal('order'), shipment: text.min(1) }),
  z.object({ type: z.literal('quantity'), n: whole.min(1).max(999) }),
  z.object({ type: z.literal('short'), position: text.min(1), qty: whole.min(1).max(9_999) }),
  z.object({
    type: z.literal('damaged'),
    position: text.min(1),
    qty: whole.min(1).max(9_999),
    replaced: z.boolean(),
  }),
  z.object({ type: z.literal('undo') }),
  z.object({ type: z.literal('ok') }),
  /** Ends the walk: what is not complete goes back to its place and to the queue. */
  z.object({ type: z.literal('stop') }),
]);
export type PickAct = z.infer<typeof pickAct>;

export const waveRow = z.object({
  wave: text,
  at: z.number(),
  by: text,
  orders: whole,
  units: whole,
  /** Orders by what became of them. */
  waiting: whole,
  picking: whole,
  picked: whole,
  short: whole,
  /** Being packed, or gone. */
  further: whole,
  pickers: z.array(text),
});
export type WaveRow = z.infer<typeof waveRow>;

export const pickSheet = z.object({
  /** Wave, or '' for a selection. */
  code: text,
  at: z.number(),
  orders: z.array(
    z.object({
      slot: whole,
      channelOrderNo: text,
      code: text,
      tote: text.nullable(),
      urgent: z.boolean(),
      units: whole,
      marks: z.array(z.enum(['fragile', 'cold_chain'])),
    }),
  ),
  positions: z.array(pickPosition),
});
export type PickSheet = z.infer<typeof pickSheet>;

export const pickingOfOrder = z.array(
  z.object({
    shipment: text,
    status: z.enum(FULFILMENT_STATUSES),
    wave: text.nullable(),
    tote: text.nullable(),
    /** Actor ids. */
    picker: text.nullable(),
    startedAt: z.number().nullable(),
    endedAt: z.number().nullable(),
    lines: z.array(
      z.object({
        no: whole,
        sku: text,
        name: text,
        qty: whole,
        /** Null: nobody has picked it by list. */
        picked: whole.nullable(),
        location: text.nullable(),
      }),
    ),
    found: z.array(
      z.object({
        kind: z.enum(['short', 'damaged']),
        sku: text,
        qty: whole,
        replaced: z.boolean(),
        location: text.nullable(),
        at: z.number(),
        by: text,
      }),
    ),
    /** It stands short now and cannot be packed. */
    short: z.boolean(),
  }),
);
export type PickingOfOrder = z.infer<typeof pickingOfOrder>;
