import type { PrinterSettings } from '../../../shared/contract/index.ts';
import type { PrinterProfile } from '../../../shared/codec/printer/index.ts';
import type { RenderOptions } from '../printing/raster/renderer.ts';
import {
  createDeviceFileTransport,
  createOsQueueTransport,
  createSerialTransport,
  createTcpTransport,
  type Transport,
} from '../printing/index.ts';
import { createComponentTransport } from '../printing/component/index.ts';
import { openPrinterPort } from '../devices/index.ts';

/** Settings of a printer → what the printing layer wants. */

const PAPERS = {
  '76x130': { template: 'express-76x130', mm: { width: 76, height: 130 } },
  '100x150': { template: 'express-100x150', mm: { width: 100, height: 150 } },
  '100x180': { template: 'express-100x180', mm: { width: 100, height: 180 } },
  '4x6': { template: 'express-4x6', mm: { width: 101.6, height: 152.4 } },
} as const;

/** Where nothing is said: die-cut labels are 2 mm apart. */
const USUAL_GAP_MM = 2;

export const paperOf = (printer: PrinterSettings) => PAPERS[printer.paper];

export function profileOf(printer: PrinterSettings): PrinterProfile {
  const { mm } = paperOf(printer);
  const { headDots, media, speed, density, afterLabel, direction, minModule, graphics } = printer;
  const continuous = media === 'continuous' || (media === undefined && printer.language === 'escpos');
  return {
    language: printer.language,
    dpi: printer.dpi,
    widthMm: mm.width,
    heightMm: mm.height,
    gapMm: continuous ? 0 : (printer.gapMm ?? USUAL_GAP_MM),
    polarity: printer.polarity,
    statusQuery: printer.statusQuery,
    offset: { x: printer.offsetX ?? 0, y: printer.offsetY ?? 0 },
    ...(headDots === undefined ? {} : { headDots }),
    ...(media === undefined ? {} : { media }),
    ...(speed === undefined ? {} : { speed }),
    ...(density === undefined ? {} : { density }),
    ...(afterLabel === undefined ? {} : { afterLabel }),
    ...(direction === undefined ? {} : { direction }),
    ...(minModule === undefined ? {} : { minModule }),
    ...(graphics === undefined ? {} : { graphics }),
  };
}

/** How a paper for this printer is drawn. */
export function renderOptionsOf(
  printer: Pick<PrinterSettings, 'dpi' | 'headDots' | 'minModule'>,
  lang: RenderOptions['lang'],
): RenderOptions {
  const { dpi, headDots, minModule } = printer;
  return {
    dpi,
    lang,
    ...(headDots === undefined ? {} : { widthDots: headDots }),
    ...(minModule === undefined ? {} : { minModule }),
  };
}

export function transportOf(printer: Pick<PrinterSettings, 'transport'>): Transport {
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
    case 'component':
      return createComponentTransport(transport);
    case 'queue':
      return createOsQueueTransport({
        queue: transport.queue,
        platform: process.platform === 'win32' ? 'windows' : 'cups',
      });
  }
}

/** One transport for each way to a printer: it remembers what the printer still owes an answer to. */
export function createTransports(): (printer: Pick<PrinterSettings, 'transport'>) => Transport {
  const made = new Map<string, Transport>();
  return (printer) => {
    const key = JSON.stringify(printer.transport);
    const known = made.get(key);
    if (known) return known;
    const transport = transportOf(printer);
    made.set(key, transport);
    return transport;
  };
}
