import { z } from 'zod';
import * as v from './views.ts';
import { bench, done, method, none, outcome } from './method.ts';

/** Printers, ports, guns and scales. */
export const deviceMethods = {
  /** Sends the self-test page to a printer as it stands in the form; `job` is its row in the ledger. */
  'printer.test': method(
    z.object({ printer: v.printerSettings }),
    outcome(
      z.object({
        outcome: z.string(),
        code: z.string().nullable(),
        preview: z.string(),
        job: z.string().nullable(),
      }),
    ),
  ),
  /** Asks a printer as it stands in the form for its state. */
  'printer.ask': method(z.object({ printer: v.printerSettings }), v.printerAnswer),
  'printers.find': method(none, z.array(v.foundPrinter)),
  'devices.ports': method(
    none,
    z.object({
      ports: z.array(z.object({ path: z.string(), name: z.string() })),
      queues: z.array(z.string()),
      devices: z.array(z.string()),
    }),
  ),
  /** Serial ports and HID devices, named in words. */
  'devices.find': method(
    none,
    z.object({ devices: z.array(v.foundDevice), hid: z.enum(['no_driver', 'failed']).nullable() }),
  ),
  /** The settings of all devices as a JSON file, and such a file taken over. */
  'devices.export': method(none, outcome(z.object({ token: z.string(), fileName: z.string() }))),
  'devices.import': method(z.object({ text: z.string().max(500_000) }), done),
  /** Last sign of life, last error and latency of every gun, scale and printer. */
  'devices.health': method(none, z.array(v.deviceLine)),
  /** What the scale of a bench says now; null where it has none. */
  'scale.view': method(z.object({ bench }), v.scaleView.nullable()),
  /** Listens on a port, then asks, and says what scale it seems to be. What comes is told by the event `scaleTest`. */
  'scales.detect': method(z.object({ path: z.string().min(1).max(255) }), outcome(v.scaleProposal)),
  /** Reads a scale as it stands in the form until it is told to end; told by the event `scaleTest`. */
  'scales.test': method(z.object({ scale: v.scaleSettings.nullable() }), done),
  /** The next scans of a gun are shown here and do not count. */
  'gun.test': method(z.object({ bench, on: z.boolean() }), done),
};
