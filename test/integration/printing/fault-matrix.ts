import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeForPrinter } from '../../../electron/station/printing/languages/index.ts';
import { createPrintQueue } from '../../../electron/station/printing/queue/index.ts';
import type { PrintQueue, PrintStore } from '../../../electron/station/printing/queue/index.ts';
import { createTcpTransport } from '../../../electron/station/printing/transports/index.ts';
import { fillDots } from '../../../shared/base/bitmap.ts';
import type { PrinterLanguage } from '../../../shared/codec/printer/index.ts';
import { createPrintJob, outcomeOf } from '../../../shared/domain/print-job/index.ts';
import type { PrintJob, PrintJobState, PrintOutcome } from '../../../shared/domain/print-job/index.ts';
import { createFakePrintStore, startVirtualPrinter } from '../../fakes/printer/index.ts';
import type { PrinterFaults, VirtualPrinter } from '../../fakes/printer/index.ts';
import { sampleLabel } from '../label/sample.ts';
import { createFileStore } from './file-store.ts';
import { profileOf } from './helpers.ts';
import { untilSo } from '../../lib/until.ts';

const LANGUAGES = ['tspl', 'zpl', 'escpos'] as const;
const STATION = fileURLToPath(new URL('./killed-station.ts', import.meta.url));
/** What never comes is waited for so long, in ms. */
const CLOSE_MS = 400;
const { bitmap } = sampleLabel();

/** The label of a parcel; which one shows at its upper edge, also where only a part of it came out. */
function labelOf(mark: number, language: PrinterLanguage): Uint8Array {
  const label = { ...bitmap, bits: bitmap.bits.slice() };
  fillDots(label, 0, 0, label.width, 24, false);
  fillDots(label, 0, 0, mark * 8, 16);
  return encodeForPrinter(label, profileOf(language));
}

const marksOf = (printer: VirtualPrinter): number[] =>
  printer.labels.map(
    ({ bitmap: { bits, stride } }) => bits.subarray(0, stride).filter((byte) => byte === 0xff).length,
  );

const jobOf = (mark: number): PrintJob =>
  createPrintJob(
    {
      ...{ site: 's', station: 'st', bench: 'b', kind: 'label', printer: 'p1', requestedBy: 'packer1' },
      subject: String(mark),
    },
    1000 + mark,
  );

export interface Cell {
  readonly name: string;
  readonly faults: (jobBytes: number) => PrinterFaults;
  /** The printer can be asked, and is asked before the job. */
  readonly asked?: boolean;
  /** The printer loses its power while it holds half a job. */
  readonly powerCut?: boolean;
  /** What the ledger says once the fault has struck, with what it must then be. */
  readonly outcome: readonly PrintOutcome[];
  /** Pieces of paper with this label, when all is over. */
  readonly pieces: readonly number[];
}

const NOT_SENT = { outcome: ['not_sent'], pieces: [1] } as const;

/** @param tenths at which the printer resets the line */
export const cellsOf = (tenths: readonly number[]): readonly Cell[] => [
  { name: 'in order', faults: () => ({}), outcome: ['sent_unconfirmed'], pieces: [1] },
  // Sent by itself as soon as the printer is back: exactly once.
  { name: 'refuses', faults: () => ({ refuse: true }), ...NOT_SENT },
  {
    name: 'closes at once',
    faults: () => ({ closeAtOnce: true }),
    // Seen before the first byte: not sent. Else nobody knows.
    outcome: ['not_sent', 'unknown'],
    pieces: [0, 1],
  },
  ...tenths.map((tenth): Cell => ({
    name: `resets after ${String(tenth)} tenths`,
    faults: (bytes) => ({ resetAfter: Math.floor((bytes * tenth) / 10) }),
    outcome: ['unknown'],
    pieces: tenth === 10 ? [1] : [0, 1],
  })),
  { name: 'prints, then resets', faults: () => ({ resetAtEnd: true }), outcome: ['unknown'], pieces: [1] },
  { name: 'never closes', faults: () => ({ neverClose: true }), outcome: ['sent_unconfirmed'], pieces: [1] },
  ...[0, 5].map((tenth): Cell => ({
    name: `stalls after ${String(tenth)} tenths, and reads on later`,
    faults: (bytes) => ({ stallAfter: Math.floor((bytes * tenth) / 10) }),
    // The line took every byte; the paper comes when the printer reads on.
    outcome: ['sent_unconfirmed'],
    pieces: [1],
  })),
  {
    name: 'has no paper and says so',
    faults: () => ({ condition: 'paper_out' }),
    asked: true,
    ...NOT_SENT,
  },
  {
    name: 'has no paper and cannot be asked',
    faults: () => ({ condition: 'paper_out', silent: true }),
    outcome: ['sent_unconfirmed'],
    pieces: [1],
  },
  {
    name: 'is without power before, and gets it back',
    faults: () => ({ refuse: true }),
    asked: true,
    ...NOT_SENT,
  },
  {
    name: 'loses its power in mid-job, and gets it back',
    faults: (bytes) => ({ stallAfter: Math.floor(bytes / 2) }),
    powerCut: true,
    outcome: ['unknown'],
    pieces: [0, 1],
  },
];

/** Every cell: what the ledger says, and that no label comes out twice. */
export function faultMatrix(options: {
  readonly tenths: readonly number[];
  /** tenths of the job after which the station is killed; `0` = before the printer read a byte */
  readonly killedAfter: readonly number[];
}): void {
  const folder = mkdtempSync(join(tmpdir(), 'packline-matrix-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each(LANGUAGES)('%s', (language) => {
    it.concurrent.each(cellsOf(options.tenths))('the printer $name', async (cell) => {
      const bytes = labelOf(7, language);
      const printer = await startVirtualPrinter({ language });
      const store = createFakePrintStore();
      const line = openLine(
        store,
        printer,
        language,
        cell.asked === true || cell.faults(0).silent !== true,
        // The power goes while it still waits.
        cell.powerCut === true ? 20_000 : CLOSE_MS,
      );
      try {
        // A Zebra without paper keeps silent: that tells something only of one that has answered before.
        if (cell.asked) await line.queue.check('p1', 5000);
        await printer.setFaults(cell.faults(bytes.length));
        // Silence takes the whole time; an answer comes when it comes.
        if (cell.asked) await line.queue.check('p1', language === 'zpl' ? 300 : 10_000);
        await line.queue.submit(jobOf(7), bytes);
        if (cell.powerCut) {
          await untilSo(() => (printer.received.at(-1)?.length ?? 0) >= Math.floor(bytes.length / 2));
          await printer.setFaults({ refuse: true });
        }
        const job = await line.settled('7:label:1');
        expect(cell.outcome).toContain(outcomeOf(job));
        if (outcomeOf(job) === 'not_sent') expect(marksOf(printer)).toEqual([]);

        await printer.setFaults({});
        await goOn(line, language);
        const after = await store.get('7:label:1');
        const pieces = marksOf(printer).filter((mark) => mark === 7).length;
        expect(cell.pieces).toContain(pieces);
        expect(pieces).toBeLessThanOrEqual(1);
        expect(marksOf(printer).filter((mark) => mark === 8)).toHaveLength(1);
        // What was certainly not sent went out by itself; nothing else was touched.
        if (outcomeOf(job) === 'not_sent') expect([after?.state, pieces]).toEqual(['sent', 1]);
        else expect(after?.state).toBe(job.state);
      } finally {
        await line.queue.dispose(0);
        await printer.close();
      }
    });

    it.concurrent.each(options.killedAfter)('the station is killed after %i tenths', async (tenth) => {
      const bytes = labelOf(7, language);
      const stallAfter = Math.floor((bytes.length * tenth) / 10);
      const printer = await startVirtualPrinter({ language, faults: { stallAfter } });
      const ledger = join(folder, `${language}-${String(tenth)}.jsonl`);
      const file = join(folder, `${language}-${String(tenth)}.bin`);
      writeFileSync(file, bytes);
      const profile = JSON.stringify(profileOf(language, { statusQuery: false }));
      const station = spawn(
        process.execPath,
        [STATION, ledger, String(printer.port), JSON.stringify(jobOf(7)), file, profile],
        { stdio: 'inherit' },
      );
      const gone = once(station, 'exit');
      // Its line stands, and the printer has read so much of the job.
      await untilSo(() => printer.connections() > 0 && (printer.received[0]?.length ?? 0) >= stallAfter);
      station.kill('SIGKILL');
      await gone;
      const store = createFileStore(ledger);
      // On disk before the first byte left.
      expect(store.all()).toMatchObject([{ state: 'sending' }]);
      await printer.setFaults({});

      const line = openLine(store, printer, language, true);
      try {
        const [found] = await line.queue.recover();
        expect(found).toMatchObject({ state: 'unknown', attempts: [{ outcome: 'interrupted' }] });
        // The packer, or a program, tells it to print once more: the same job is not printed again.
        await line.queue.submit(jobOf(7), bytes);
        await goOn(line, language);
        expect(marksOf(printer).filter((mark) => mark === 7).length).toBeLessThanOrEqual(1);
        expect(store.all().find(({ subject }) => subject === '7')?.state).toBe('unknown');
      } finally {
        await line.queue.dispose(0);
        await printer.close();
      }
    });
  });
}

interface Line {
  readonly queue: PrintQueue;
  /** Waits until something is known of the job, or it waits for the printer. */
  settled(id: string): Promise<PrintJob>;
  seen(id: string, state: PrintJobState): Promise<unknown>;
}

function openLine(
  store: PrintStore,
  printer: VirtualPrinter,
  language: PrinterLanguage,
  statusQuery: boolean,
  closeMs = CLOSE_MS,
): Line {
  const states = new Map<string, PrintJob>();
  const queue = createPrintQueue({
    store,
    clock: { now: Date.now },
    resolvePrinter: () => ({
      profile: profileOf(language, { statusQuery }),
      transport: createTcpTransport({ host: '127.0.0.1', port: printer.port }),
      deadlines: { connectMs: 20_000, progressMs: 20_000, closeMs },
    }),
    render: () => Promise.reject(new Error('the bytes are at hand')),
    retry: { firstMs: 100, maxMs: 200, busyMs: 50 },
    staleMs: Infinity,
    onChange: (change) => change.type === 'job' && states.set(change.job.id, change.job),
  });
  return {
    queue,
    async settled(id) {
      const known = (): boolean => {
        const job = states.get(id);
        if (job === undefined || job.state === 'sending') return false;
        const { state } = queue.line('p1');
        return (
          job.state !== 'queued' || job.attempts.length > 0 || state === 'not_ready' || state === 'waiting'
        );
      };
      await untilSo(known);
      const job = states.get(id);
      if (!job) throw new Error('never seen');
      return job;
    },
    seen: (id, state) => untilSo(() => states.get(id)?.state === state),
  };
}

/** The printer is in order again: the next parcel's label comes out, and with it whatever would be repeated. */
async function goOn(line: Line, language: PrinterLanguage): Promise<void> {
  await untilSo(() => line.queue.line('p1').state === 'ready');
  await line.queue.submit(jobOf(8), labelOf(8, language));
  await line.seen('8:label:1', 'sent');
}
