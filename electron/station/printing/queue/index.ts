export { createPrintQueue } from './queue.ts';
export type {
  PrinterLine,
  PrintQueue,
  PrintQueueOptions,
  PrintStore,
  QueueChange,
  QueueRefusal,
  ResolvedPrinter,
} from './types.ts';
