export { createTcpTransport } from './tcp.ts';
export type { TcpOptions } from './tcp.ts';
export { createDeviceFileTransport } from './device-file.ts';
export { createSerialTransport } from './serial.ts';
export type { SerialOptions, SerialPortLike } from './serial.ts';
export { createOsQueueTransport, isQueueName } from './os-queue.ts';
export type { OsQueueOptions } from './os-queue.ts';
export { findCupsQueues } from './cups.ts';
export type { CupsAddress, FoundQueue } from './cups.ts';
export { DEFAULT_SEND, isBusy } from './types.ts';
export type {
  NotSentCode,
  Outcome,
  SendOptions,
  StatusReport,
  Transport,
  UnconfirmedCode,
  UnknownCode,
} from './types.ts';
