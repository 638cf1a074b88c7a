import type { PrintJobView } from '../../shared/contract/index.ts';
import selfTest from './self-test.png?inline';

const ok = <T>(value: T) => ({ ok: true as const, value });
const NOW = Date.now();

/** A row of the ledger, invented. */
export const job = (n: number, over: Partial<PrintJobView>): PrintJobView => ({
  id: `job-${String(n)}`,
  kind: 'label',
  state: 'confirmed',
  outcome: 'confirmed',
  shipment: `sh-${String(n)}`,
  order: `20261122000${String(n)}`,
  carrier: 'YTO',
  number: `YT88300123456${String(n)}`,
  printer: 'label-1',
  printerName: '佳博 GP-1324D',
  copy: 1,
  reason: null,
  code: null,
  attempts: 1,
  proof: 'scan_back',
  by: '李晓',
  at: NOW - n * 60_000,
  ...over,
});

/** Answers of the printers on the devices page and of the ledger. */
export const printerAnswers = {
  'prints.list': () => ({
    total: 8,
    more: false,
    rows: [
      job(1, { state: 'unknown', outcome: 'unknown', code: 'closed_early', proof: null }),
      job(2, { state: 'queued', outcome: 'not_sent', code: 'paper_out', proof: null }),
      job(3, { kind: 'slip', number: null, state: 'sent', outcome: 'sent_unconfirmed', proof: null }),
      job(4, {
        copy: 2,
        state: 'sent',
        outcome: 'sent_unconfirmed',
        reason: 'JAM',
        proof: null,
        code: 'no_close',
      }),
      job(5, {}),
      job(6, { proof: 'packer' }),
      job(7, { state: 'voided', outcome: 'sent_unconfirmed', reason: '贴错箱子', proof: null }),
      job(8, {
        kind: 'manifest',
        order: null,
        number: null,
        state: 'failed',
        outcome: 'not_sent',
        proof: null,
      }),
    ],
  }),
  'printers.find': () => [
    {
      transport: { kind: 'device' as const, path: '/dev/usb/lp0' },
      name: 'Gprinter GP-1324D',
      preset: 'gprinter',
      usedBy: '佳博 GP-1324D',
    },
    {
      transport: { kind: 'queue' as const, queue: 'ZebraZD421' },
      name: 'ZebraZD421 · Zebra ZD421-203dpi',
      preset: 'zebra-203',
      usedBy: null,
    },
    {
      transport: { kind: 'serial' as const, path: '/dev/ttyUSB0', baudRate: 9600 },
      name: '/dev/ttyUSB0 · FTDI',
      preset: null,
      usedBy: null,
    },
  ],
  'printer.ask': () => ({ state: 'paper_out' as const, reach: 'answered' as const, code: null, ms: 47 }),
  'printer.test': () =>
    ok({
      outcome: 'sent_unconfirmed',
      code: 'no_close',
      preview: selfTest.slice(selfTest.indexOf(',') + 1),
      job: 'test-1',
    }),
  'prints.answer': () => ok(null),
  'devices.health': () => [
    {
      id: 'label-1',
      kind: 'printer' as const,
      lastSeen: NOW - 4000,
      lastError: { code: 'paper_out', at: NOW - 3_600_000 },
      latency: { n: 86, p50: 142, p95: 310 },
    },
  ],
};
