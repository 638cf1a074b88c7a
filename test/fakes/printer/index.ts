export { startVirtualPrinter } from './server.ts';
export type {
  Garbage,
  PrintedLabel,
  PrinterFaults,
  VirtualPrinter,
  VirtualPrinterOptions,
} from './server.ts';
export { bitmapToPng } from './png.ts';
export { crc16Xmodem, decodeGraphic } from './zpl.ts';
export type { Condition } from './status.ts';
export { createFakePrintStore } from './store.ts';
export type { FakePrintStore } from './store.ts';
export { servePrinterPage } from './page.ts';
export type { PrinterPage } from './page.ts';
