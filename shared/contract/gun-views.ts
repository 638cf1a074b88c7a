import { z } from 'zod';

/** Barcode guns: settings that stay on the station, traces of what a gun sent, and how devices are. */

const text = z.string().max(2000);
const bench = z.string().regex(/^[A-Za-z0-9-]{1,16}$/);

/** How one gun is set; the same for serial guns, HID-POS guns and keyboard guns. See `GunProfile` in shared/codec. */
export const gunProfile = z.object({
  prefix: z.string().max(16).default(''),
  suffix: z.string().max(16).default(''),
  /** `none`: silence ends a code; a keyboard gun needs a prefix then. */
  end: z.enum(['enter', 'tab', 'none']).default('enter'),
  startKey: z
    .string()
    .regex(/^F([1-9]|1\d|2[0-4])$/)
    .nullable()
    .default(null),
  gs: z.enum(['control', 'text', 'key', 'none']).default('control'),
  /** Text or name of the key (`KeyboardEvent.code`) in place of GS. */
  gsText: z.string().max(12).default(''),
  case: z.enum(['as_sent', 'inverted', 'caps_aware']).default('as_sent'),
  layout: z.enum(['us', 'computer']).default('us'),
  aim: z.enum(['auto', 'on', 'off']).default('auto'),
});
export type GunProfileSettings = z.infer<typeof gunProfile>;

/** USB identity, by which a gun is known again under another path: `vendor:product:serial`, hexadecimal. */
const usb = z.string().max(120);

/** A gun that reaches the station by itself. Keyboard guns are one profile a bench, see `wedgeSettings`. */
export const gunSettings = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,32}$/),
  /** Missing = serial, as saved by older versions. */
  kind: z.enum(['serial', 'hid']).optional(),
  name: z.string().max(60).optional(),
  /** Port, or path of the HID device. */
  path: z.string().min(1).max(255),
  baudRate: z.number().int().min(300).max(921600),
  dataBits: z.union([z.literal(7), z.literal(8)]),
  parity: z.enum(['none', 'even', 'odd']),
  stopBits: z.union([z.literal(1), z.literal(2)]),
  bench: text,
  usb: usb.optional(),
  profile: gunProfile.optional(),
});
export type GunSettings = z.infer<typeof gunSettings>;

/** The keyboard guns of a bench's window: the system does not tell which keyboard pressed a key. */
export const wedgeSettings = z.object({ bench, profile: gunProfile });
export type WedgeSettings = z.infer<typeof wedgeSettings>;

/** A port or HID device that the system shows. */
export const foundDevice = z.object({
  kind: z.enum(['serial', 'hid']),
  /** What it is by its own word: a gun or a scale on HID, anything on a serial port. */
  use: z.enum(['gun', 'scale', 'unknown']),
  path: text,
  usb: usb.nullable(),
  manufacturer: text.nullable(),
  product: text.nullable(),
  serialNumber: text.nullable(),
  /** Id of the device of this station that has it now. */
  usedBy: text.nullable(),
  /** What it was here before, by its USB identity: the name it had. */
  seenAs: text.nullable(),
});
export type FoundDevice = z.infer<typeof foundDevice>;

/** A device that was set up here once, known again by its USB identity. */
export const seenDevice = z.object({ usb, name: z.string().max(80), at: z.number() });
export type SeenDevice = z.infer<typeof seenDevice>;

/** One line of health: of a gun, a scale or a printer. Times are epoch ms. */
export const deviceLine = z.object({
  id: text,
  kind: z.enum(['gun', 'printer', 'scale']),
  lastSeen: z.number().nullable(),
  lastError: z.object({ code: text, at: z.number() }).nullable(),
  /** Gun: last byte → verdict; scale: query → reading; printer: job → last byte taken. ms of the last 1,000. */
  latency: z.object({ n: z.number().int(), p50: z.number(), p95: z.number() }),
});
export type DeviceLine = z.infer<typeof deviceLine>;

const keyEntry = z.object({
  kind: z.literal('key'),
  /** ms since the first entry. */
  t: z.number().min(0),
  type: z.enum(['down', 'up']),
  code: z.string().max(32),
  key: z.string().max(32),
  shift: z.boolean(),
  ctrl: z.boolean(),
  alt: z.boolean(),
  meta: z.boolean(),
  caps: z.boolean().optional(),
  repeat: z.boolean().optional(),
});
const hex = z
  .string()
  .max(8192)
  .regex(/^([0-9a-f]{2})*$/);
/** What a gun sent, key by key, chunk by chunk or report by report. */
export const traceEntry = z.discriminatedUnion('kind', [
  keyEntry,
  z.object({ kind: z.literal('bytes'), t: z.number().min(0), hex }),
  z.object({ kind: z.literal('report'), t: z.number().min(0), hex }),
]);
export type TraceEntry = z.infer<typeof traceEntry>;

/** A recorded trace as it is exported and read again. Codes may be private: it is made only when somebody asks for it. */
export const gunTrace = z.object({
  format: z.literal('packline-gun-trace'),
  version: z.literal(1),
  profile: gunProfile,
  entries: z.array(traceEntry).max(20_000),
});
export type GunTrace = z.infer<typeof gunTrace>;
