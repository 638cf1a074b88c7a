export { createTcpTransport } from './tcp.ts';
export type { TcpOptions } from './tcp.ts';
export { DEFAULT_SEND } from './types.ts';
export type {
  NotSentCode,
  Outcome,
  SendOptions,
  StatusReport,
  Transport,
  UnconfirmedCode,
  UnknownCode,
} from './types.ts';
