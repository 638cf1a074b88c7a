import { z } from 'zod';
import { WEIGH_RULES } from '../domain/index.ts';

/** Scales: settings that stay on the station, what is weighed when, and what a scale says. */

const text = z.string().max(2000);
const bench = z.string().regex(/^[A-Za-z0-9-]{1,16}$/);

/** As in shared/codec/scale; `hid`: a USB scale, which needs no protocol. */
export const SCALE_KINDS = [
  'yaohua',
  'yaohua_text',
  'reversed',
  'toledo',
  'text',
  'and',
  'mt_sics',
  'mt_8217',
  'cas',
  'hid',
] as const;
export type ScaleKind = (typeof SCALE_KINDS)[number];
export const scaleUnit = z.enum(['g', 'kg', 'jin', 'lb', 'oz', 't']);

export const scaleSettings = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,32}$/),
  name: z.string().max(60),
  bench,
  kind: z.enum(SCALE_KINDS),
  /** Port, or path of the HID device. */
  path: z.string().min(1).max(255),
  baudRate: z.number().int().min(300).max(921_600),
  dataBits: z.union([z.literal(7), z.literal(8)]),
  parity: z.enum(['none', 'even', 'odd']),
  stopBits: z.union([z.literal(1), z.literal(2)]),
  /** For protocols that send none. */
  unit: scaleUnit,
  /** USB identity of a HID scale: `vendor:product:serial`. */
  usb: z.string().max(120).optional(),
  /** What it shows when it is empty: its tray (grams). */
  restGrams: z.number().int().min(0).max(100_000),
  /** So far from there it still counts as empty. */
  zeroGrams: z.number().int().min(0).max(1000),
  /** Less is no parcel. */
  minGrams: z.number().int().min(1).max(10_000),
});
export type ScaleSettings = z.infer<typeof scaleSettings>;

/** What is weighed, and what the weight must be. Only at benches that have a scale. */
export const weighingRules = z.object({
  rule: z.enum(WEIGH_RULES),
  /** Rule of single carriers, by their code, where it is another one. */
  carriers: z.record(z.string().max(16), z.enum(WEIGH_RULES)),
  /** The label waits for the weight, which stands on it; else it prints while the parcel is weighed. */
  beforeLabel: z.boolean(),
  tolerance: z.object({
    percent: z.number().min(0).max(100),
    grams: z.number().int().min(0).max(100_000),
    packagingGrams: z.number().int().min(0).max(100_000),
  }),
  /** After so many seconds without a weight the bench says so and goes on where it may. */
  patienceSeconds: z.number().int().min(2).max(120),
});
export type WeighingRules = z.infer<typeof weighingRules>;

export const WEIGHING_DEFAULTS: WeighingRules = {
  rule: 'ask',
  carriers: {},
  beforeLabel: false,
  tolerance: { percent: 3, grams: 20, packagingGrams: 500 },
  patienceSeconds: 8,
};

/** Why there is no weight to take (gate of shared/domain), or that there is one. */
export const scaleWait = z.enum(['silent', 'overload', 'negative', 'not_empty', 'empty', 'moving', 'ready']);

/** What a bench's scale says now. Pushed on change, at most about ten times a second. */
export const scaleView = z.object({
  bench,
  scale: text,
  name: text,
  /** Whole grams without the tray; null where it shows none. */
  grams: z.number().int().nullable(),
  /** It stands still and may be taken. */
  settled: z.boolean(),
  wait: scaleWait,
  net: z.boolean(),
});
export type ScaleView = z.infer<typeof scaleView>;

/** The weighing of the open parcel. */
export const weighView = z.object({
  rule: z.enum(['ask', 'required']),
  /** `out`: weighed, and not what it should be. `skipped`: goes without. */
  state: z.enum(['wanted', 'out', 'done', 'skipped']),
  grams: z.number().int().nullable(),
  source: z.enum(['scale', 'manual']).nullable(),
  expected: z.object({ goods: z.number().int(), low: z.number().int(), high: z.number().int() }).nullable(),
  side: z.enum(['heavy', 'light']).nullable(),
  /** The scale did not settle in time. */
  slow: z.boolean(),
  /** The label waits for the weight. */
  beforeLabel: z.boolean(),
});
export type WeighView = z.infer<typeof weighView>;

export const MANUAL_REASONS = ['scale_broken', 'too_large', 'weighed_elsewhere'] as const;

/** What a person does about the weight of the open parcel. */
export const weightAct = z.discriminatedUnion('act', [
  /** Typed in: the scale is broken, or the parcel does not fit on it. */
  z.object({
    act: z.literal('manual'),
    grams: z.number().int().min(1).max(1_000_000),
    reason: z.string().trim().min(1).max(200),
  }),
  /** A lead lets a weight pass that is out of its bounds. */
  z.object({ act: z.literal('override'), reason: z.string().trim().min(1).max(200) }),
]);
export type WeightAct = z.infer<typeof weightAct>;

/** A reading as the page that tries a scale shows it. */
export const scaleSample = z.object({
  grams: z.number().int().nullable(),
  stable: z.boolean().nullable(),
  zero: z.boolean(),
  overload: z.boolean(),
  negative: z.boolean(),
  net: z.boolean(),
  unit: scaleUnit,
  sent: text,
});
export type ScaleSample = z.infer<typeof scaleSample>;

/** What came from a scale or a port, for the page that tries it. */
export const scaleTest = z.object({
  path: text,
  baudRate: z.number().int().nullable(),
  /** The last bytes, hexadecimal, at most 64. */
  hex: z.string().max(128),
  sample: scaleSample.nullable(),
  /** Frames read and bytes in all since it began. */
  frames: z.number().int(),
  bytes: z.number().int(),
});
export type ScaleTest = z.infer<typeof scaleTest>;

export const scaleProposal = z.object({
  kind: z.enum(SCALE_KINDS),
  path: text,
  baudRate: z.number().int(),
  dataBits: z.union([z.literal(7), z.literal(8)]),
  parity: z.enum(['none', 'even', 'odd']),
  sample: scaleSample,
});
export type ScaleProposalView = z.infer<typeof scaleProposal>;
