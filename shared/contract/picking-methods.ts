import { z } from 'zod';
import { bench, done, id, method, none, outcome } from './method.ts';
import * as p from './picking-views.ts';
import { verdictView } from './views.ts';

/** 拣货: the walk of a picker at a bench or with a gun of it, waves, and the list on paper. */
export const pickingMethods = {
  /** The page of picking is in front, or no more: guns that hang on the station's lines are the picker's meanwhile. */
  'pick.front': method(z.object({ bench, on: z.boolean() }), done),
  'pick.view': method(z.object({ bench }), p.pickView),
  /** A scan while the page of picking is in front; badges are the bench's. */
  'pick.scan': method(
    z.object({
      bench,
      text: z.string().max(10_000),
      source: z.enum(['wedge', 'manual']),
      ref: z.string().max(64),
      scannedAt: z.number(),
      symbology: z.string().max(3).optional(),
      invalid: z.enum(['prefix_missing', 'suffix_missing', 'aim_missing', 'torn']).optional(),
    }),
    verdictView,
  ),
  'pick.act': method(z.object({ bench, act: p.pickAct }), verdictView),
  /** Waves in which something is left to do, newest first. */
  'pick.waves': method(none, z.array(p.waveRow)),
  /** Puts a selection, or the first `count` of the queue, together for one walk; nothing is printed. */
  'pick.wave': method(
    z.object({
      shipments: z.array(id).max(500).optional(),
      count: z.number().int().min(1).max(500).optional(),
      operator: id,
    }),
    outcome(
      z.object({
        wave: z.string(),
        orders: z.number().int(),
        refused: z.array(z.object({ shipment: z.string(), code: z.string() })),
      }),
    ),
  ),
  /** The list for paper: of a wave, of a selection, or of what a bench has in hand. */
  'pick.sheet': method(
    z.object({
      wave: z.string().max(40).optional(),
      shipments: z.array(id).max(500).optional(),
      bench: bench.optional(),
    }),
    outcome(p.pickSheet),
  ),
  /** A lead takes a parcel from whoever has it in hand. */
  'pick.giveBack': method(
    z.object({ shipment: id, reason: z.string().trim().min(1).max(200), operator: id }),
    done,
  ),
  /** 拣货单 of one parcel, or its 送货单 for the customer to sign, on the paper printer (LBL-07). */
  'pick.slip': method(z.object({ shipment: id, slip: z.enum(['pick', 'packing']), operator: id }), done),
  'pick.ofOrder': method(z.object({ order: id }), p.pickingOfOrder),
};
