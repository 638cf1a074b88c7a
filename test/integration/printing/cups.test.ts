import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeForPrinter } from '../../../electron/station/printing/languages/index.ts';
import { createPrintQueue } from '../../../electron/station/printing/queue/index.ts';
import {
  createOsQueueTransport,
  findCupsQueues,
} from '../../../electron/station/printing/transports/index.ts';
import { createPrintJob } from '../../../shared/domain/print-job/index.ts';
import { createFakePrintStore, startVirtualPrinter } from '../../fakes/printer/index.ts';
import type { VirtualPrinter } from '../../fakes/printer/index.ts';
import { cupsProblem, startPrivateCups } from '../../lib/cups.ts';
import type { PrivateCups } from '../../lib/cups.ts';
import { sampleLabel } from '../label/sample.ts';
import { profileOf } from './helpers.ts';

const problem = cupsProblem();
const PATIENT = { connectMs: 20_000, progressMs: 20_000, closeMs: 20_000 };
const LANGUAGES = ['tspl', 'zpl', 'escpos'] as const;

describe.skipIf(problem !== undefined)(
  `a private cupsd with raw queues${problem === undefined ? '' : ` (skipped: ${problem})`}`,
  () => {
    let cups: PrivateCups;
    let before: string | undefined;
    const printers = new Map<string, VirtualPrinter>();
    beforeAll(async () => {
      cups = await startPrivateCups();
      before = process.env['CUPS_SERVER'];
      process.env['CUPS_SERVER'] = cups.server;
      for (const language of LANGUAGES) {
        const printer = await startVirtualPrinter({ language });
        printers.set(language, printer);
        await cups.addRawQueue(`label-${language}`, printer.port);
      }
    }, 90_000);
    afterAll(async () => {
      if (before === undefined) delete process.env['CUPS_SERVER'];
      else process.env['CUPS_SERVER'] = before;
      for (const printer of printers.values()) await printer.close();
      await cups.stop();
    });
    const printerOf = (language: string): VirtualPrinter => {
      const printer = printers.get(language);
      if (!printer) throw new Error('no such printer');
      return printer;
    };

    it.each(LANGUAGES)('%s: a label arrives byte for byte, once, and comes out', async (language) => {
      const { bitmap } = sampleLabel();
      const bytes = encodeForPrinter(bitmap, profileOf(language));
      const transport = createOsQueueTransport({ queue: `label-${language}`, platform: 'cups' });
      expect(await transport.send(bytes, PATIENT)).toEqual({ kind: 'sent_unconfirmed', code: 'spooled' });
      const printer = printerOf(language);
      const [label] = await printer.waitForLabels(1, 60_000);
      expect(Buffer.compare(Buffer.concat(printer.received), bytes)).toBe(0);
      expect(printer.garbage).toEqual([]);
      expect(Buffer.compare(label?.bitmap.bits ?? Buffer.alloc(0), bitmap.bits)).toBe(0);
    });

    it('its queues are found by name', async () => {
      const found = await findCupsQueues(20_000);
      expect(found.map(({ name }) => name).sort()).toEqual(['label-escpos', 'label-tspl', 'label-zpl']);
      expect(found[0]?.uri).toMatch(/^socket:\/\/127\.0\.0\.1:\d+$/);
    });

    it('tells whether a queue is ready, paused, rejecting, unknown to it, or has nobody behind it', async () => {
      const ask = (queue: string) =>
        createOsQueueTransport({ queue, platform: 'cups' }).queryStatus?.('tspl', 20_000);
      expect(await ask('label-zpl')).toMatchObject({ state: 'ready', reach: 'answered' });
      await cups.pause('label-zpl', true);
      expect(await ask('label-zpl')).toMatchObject({ state: 'paused', reach: 'answered' });
      await cups.pause('label-zpl', false);
      await cups.accept('label-zpl', false);
      expect(await ask('label-zpl')).toMatchObject({ reach: 'unreachable', code: 'not_accepting' });
      await cups.accept('label-zpl', true);
      expect(await ask('label-zpl')).toMatchObject({ state: 'ready', reach: 'answered' });
      expect(await ask('nobody')).toMatchObject({ reach: 'unreachable', code: 'no_such_queue' });
    });

    it('a job waits in the ledger while its queue is paused, and goes out by itself, once', async () => {
      const printer = printerOf('zpl');
      const already = printer.labels.length;
      const store = createFakePrintStore();
      const queue = createPrintQueue({
        store,
        clock: { now: Date.now },
        resolvePrinter: () => ({
          profile: profileOf('zpl'),
          transport: createOsQueueTransport({ queue: 'label-zpl', platform: 'cups' }),
          deadlines: PATIENT,
        }),
        render: () => Promise.reject(new Error('the bytes are at hand')),
        retry: { firstMs: 200, maxMs: 200 },
      });
      await cups.pause('label-zpl', true);
      expect(await queue.check('p1', 20_000)).toMatchObject({ state: 'paused' });
      const request = { site: 's', station: 'st', bench: 'b', kind: 'label', printer: 'p1' } as const;
      const job = createPrintJob({ ...request, subject: 'paused', requestedBy: 'packer1' }, Date.now());
      await queue.submit(job, encodeForPrinter(sampleLabel().bitmap, profileOf('zpl')));
      expect(queue.line('p1')).toMatchObject({ state: 'not_ready', code: 'paused', waiting: 1 });
      expect(store.survivors()).toMatchObject([{ state: 'queued' }]);
      await cups.pause('label-zpl', false);
      await printer.waitForLabels(already + 1, 60_000);
      await queue.dispose(20_000);
      expect(store.survivors()).toMatchObject([
        { state: 'sent', attempts: [{ outcome: 'sent_unconfirmed', code: 'spooled' }] },
      ]);
      expect(printer.labels).toHaveLength(already + 1);
    });
  },
);

describe('without a print service', () => {
  it('a queue is not there, and nothing was sent', async () => {
    const before = process.env['CUPS_SERVER'];
    process.env['CUPS_SERVER'] = '127.0.0.1:1';
    const transport = createOsQueueTransport({ queue: 'label', platform: 'cups' });
    expect(await transport.queryStatus?.('tspl', 5000)).toMatchObject({
      state: 'unknown',
      reach: 'unreachable',
      code: 'no_spooler',
    });
    expect(await findCupsQueues(5000)).toEqual([]);
    if (before === undefined) delete process.env['CUPS_SERVER'];
    else process.env['CUPS_SERVER'] = before;
  });
});
