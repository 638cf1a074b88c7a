import { expect, it } from 'vitest';
import { encodeForPrinter } from '../../electron/station/printing/languages/index.ts';
import { createOsQueueTransport } from '../../electron/station/printing/transports/index.ts';
import { startVirtualPrinter } from '../fakes/printer/index.ts';
import { sampleLabel } from '../integration/label/sample.ts';
import { sameInAllLanguages } from '../integration/label/three-languages.ts';
import { faultMatrix } from '../integration/printing/fault-matrix.ts';
import { profileOf } from '../integration/printing/helpers.ts';
import { cupsProblem, startPrivateCups } from '../lib/cups.ts';

const PATIENT = { connectMs: 20_000, progressMs: 20_000, closeMs: 20_000 };

sameInAllLanguages([
  { template: 'express-76x130', mm: { width: 76, height: 130 }, dpi: 203 },
  { template: 'express-100x150', mm: { width: 100, height: 150 }, dpi: 300 },
  { template: 'express-100x180', mm: { width: 100, height: 180 }, dpi: 203 },
  { template: 'express-4x6', mm: { width: 101.6, height: 152.4 }, dpi: 203 },
]);

faultMatrix({ tenths: [], killedAfter: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });

const problem = cupsProblem();

// The backend of CUPS tries again only after five seconds.
it.skipIf(problem !== undefined)(
  `CUPS: a printer that is switched off shows, and the spooled label comes out when it is back${problem ?? ''}`,
  async () => {
    const printer = await startVirtualPrinter({ language: 'escpos', faults: { refuse: true } });
    const cups = await startPrivateCups();
    process.env['CUPS_SERVER'] = cups.server;
    try {
      await cups.addRawQueue('label', printer.port);
      const transport = createOsQueueTransport({ queue: 'label', platform: 'cups' });
      const bytes = encodeForPrinter(sampleLabel().bitmap, profileOf('escpos'));
      expect(await transport.send(bytes, PATIENT)).toMatchObject({ kind: 'sent_unconfirmed' });
      let report = await transport.queryStatus?.('escpos', 20_000);
      for (let i = 0; i < 300 && report?.code === undefined; i++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        report = await transport.queryStatus?.('escpos', 20_000);
      }
      expect(report).toMatchObject({ reach: 'unreachable', code: 'unreachable' });
      await printer.setFaults({});
      await printer.waitForLabels(1, 60_000);
      expect(Buffer.compare(Buffer.concat(printer.received), bytes)).toBe(0);
    } finally {
      delete process.env['CUPS_SERVER'];
      await cups.stop();
      await printer.close();
    }
  },
);
