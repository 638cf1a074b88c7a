import type { PrinterSettings } from '../../../shared/contract/index.ts';
import type { PrinterProfile } from '../../../shared/codec/printer/index.ts';
import {
  createDeviceFileTransport,
  createOsQueueTransport,
  createSerialTransport,
  createTcpTransport,
  type Transport,
} from '../printing/index.ts';
import { openPrinterPort } from '../devices/index.ts';

/** Settings of a printer → what the printing layer wants. */

const PAPERS = {
  '76x130': { template: 'express-76x130', mm: { width: 76, height: 130 } },
  '100x150': { template: 'express-100x150', mm: { width: 100, height: 150 } },
  '100x180': { template: 'express-100x180', mm: { width: 100, height: 180 } },
  '4x6': { template: 'express-4x6', mm: { width: 101.6, height: 152.4 } },
} as const;

export const paperOf = (printer: PrinterSettings) => PAPERS[printer.paper];

export function profileOf(printer: PrinterSettings): PrinterProfile {
  const { mm } = paperOf(printer);
  return {
    language: printer.language,
    dpi: printer.dpi,
    widthMm: mm.width,
    heightMm: mm.height,
    gapMm: printer.language === 'escpos' ? 0 : 2,
    polarity: printer.polarity,
    statusQuery: printer.statusQuery,
  };
}

export function transportOf(printer: PrinterSettings): Transport {
  const { transport } = printer;
  switch (transport.kind) {
    case 'tcp':
      return createTcpTransport({ host: transport.host, port: transport.port });
    case 'serial':
      return createSerialTransport({
        path: transport.path,
        baudRate: transport.baudRate,
        openPort: openPrinterPort,
      });
    case 'device':
      return createDeviceFileTransport(transport.path);
    case 'queue':
      return createOsQueueTransport({
        queue: transport.queue,
        platform: process.platform === 'win32' ? 'windows' : 'cups',
      });
  }
}
