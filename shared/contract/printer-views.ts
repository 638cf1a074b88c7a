import { z } from 'zod';
import { PRINT_JOB_KINDS, PRINT_JOB_STATES, PRINT_OUTCOMES } from '../domain/print-job/index.ts';

const text = z.string();
const path = z.string().min(1).max(255);

export const printerTransport = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tcp'), host: path, port: z.number().int().min(1).max(65535) }),
  z.object({ kind: z.literal('serial'), path, baudRate: z.number().int() }),
  z.object({ kind: z.literal('device'), path }),
  /** A platform's print component on this machine; `printer` as it calls it, empty = its default. */
  z.object({
    kind: z.literal('component'),
    host: path,
    port: z.number().int().min(1).max(65535),
    printer: z.string().max(200),
  }),
  /** A queue of the operating system; what may stand in its name is known to the transport. */
  z.object({ kind: z.literal('queue'), queue: z.string().min(1).max(220) }),
]);

/** What was not there in earlier versions is optional: left out = the printer's own setting. */
export const printerSettings = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,32}$/),
  name: z.string().min(1).max(80),
  language: z.enum(['tspl', 'zpl', 'escpos']),
  dpi: z.union([z.literal(203), z.literal(300)]),
  paper: z.enum(['76x130', '100x150', '100x180', '4x6']),
  polarity: z.enum(['normal', 'inverted']),
  statusQuery: z.boolean(),
  transport: printerTransport,
  /** Family whose preset was chosen. */
  preset: z.string().max(40).optional(),
  media: z.enum(['gap', 'mark', 'continuous']).optional(),
  /** mm between two labels, or height of the black mark */
  gapMm: z.number().min(0).max(30).optional(),
  /** Dots of the print head, where it is narrower than the paper. */
  headDots: z.number().int().min(64).max(4000).optional(),
  /** inches per second */
  speed: z.number().min(1).max(14).optional(),
  /** TSPL 0–15, ZPL 0–30 */
  density: z.number().int().min(0).max(30).optional(),
  afterLabel: z.enum(['tear', 'peel', 'cut']).optional(),
  /** TSPL: 1 turns the picture by 180°. */
  direction: z.union([z.literal(0), z.literal(1)]).optional(),
  /** mm that the picture is moved right and down */
  offsetX: z.number().min(-20).max(20).optional(),
  offsetY: z.number().min(-20).max(20).optional(),
  /** Narrowest bar in dots that was read back from the self-test page. */
  minModule: z.number().int().min(1).max(4).optional(),
  /** ZPL: `acs` where the printer does not know Z64. */
  graphics: z.enum(['smallest', 'acs']).optional(),
  /** When its self-test page was answered last, epoch ms. */
  testedAt: z.number().optional(),
});
export type PrinterSettings = z.infer<typeof printerSettings>;

/** Something that may be a printer, as this machine sees it. */
export const foundPrinter = z.object({
  /** What to put into the settings. */
  transport: printerTransport,
  /** As it calls itself. */
  name: text,
  /** Family that fits, if one does. */
  preset: text.nullable(),
  /** Name of the printer of ours that uses this way already. */
  usedBy: text.nullable(),
});
export type FoundPrinter = z.infer<typeof foundPrinter>;

/** The printer's answer to a question asked on demand. */
export const printerAnswer = z.object({
  state: z.enum(['ready', 'paper_out', 'head_open', 'paused', 'printing', 'error', 'unknown']),
  reach: z.enum(['answered', 'garbled', 'silent', 'unreachable']),
  code: text.nullable(),
  ms: z.number(),
});
export type PrinterAnswer = z.infer<typeof printerAnswer>;

export const printJobView = z.object({
  id: text,
  kind: z.enum(PRINT_JOB_KINDS),
  state: z.enum(PRINT_JOB_STATES),
  /** What is known of the paper. */
  outcome: z.enum(PRINT_OUTCOMES),
  shipment: text.nullable(),
  order: text.nullable(),
  carrier: text.nullable(),
  number: text.nullable(),
  printer: text,
  /** As it is called here, while it is set up here. */
  printerName: text.nullable(),
  copy: z.number().int(),
  reason: text.nullable(),
  code: text.nullable(),
  /** How often bytes were sent, or tried to be. */
  attempts: z.number().int(),
  proof: z.enum(['scan_back', 'packer', 'printer']).nullable(),
  /** Name of who asked for it. */
  by: text,
  at: z.number(),
});
export type PrintJobView = z.infer<typeof printJobView>;

/** Rows of the ledger that are asked for; what is left out is any. */
export const printFilter = z.object({
  state: z.enum(PRINT_JOB_STATES).optional(),
  kind: z.enum(PRINT_JOB_KINDS).optional(),
  printer: z.string().max(40).optional(),
  /** Epoch ms, from (inclusive) and until (exclusive). */
  from: z.number().optional(),
  until: z.number().optional(),
  /** Part of a waybill, order or manifest number. */
  number: z.string().trim().max(60).optional(),
});
export type PrintFilter = z.infer<typeof printFilter>;
