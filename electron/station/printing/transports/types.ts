import type { PrinterLanguage, PrinterStatus } from '../../../../shared/codec/printer/index.ts';

/**
 * What became of bytes that were handed to a transport. "Delivered" means that the printer took every byte, not
 * that paper came out: only a scan of the label proves that.
 *
 * - `not_sent`: for sure, not one byte has left this machine. Sending again cannot print twice.
 * - `sent_unconfirmed`: every byte was accepted downstream, nobody confirmed that the printer read them.
 * - `unknown`: the line died in between; up to `bytesWritten` bytes (or a little more) may have arrived.
 */
export type Outcome =
  | { readonly kind: 'delivered'; readonly reply?: Uint8Array }
  /** Whoever printed it says so: a platform's print component. */
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'not_sent'; readonly code: NotSentCode }
  | { readonly kind: 'sent_unconfirmed'; readonly code: UnconfirmedCode; readonly reply?: Uint8Array }
  | {
      readonly kind: 'unknown';
      readonly code: UnknownCode;
      readonly bytesWritten: number;
      readonly reply?: Uint8Array;
    };

export type NotSentCode =
  | 'aborted'
  | 'refused'
  | 'unreachable'
  | 'connect_timeout'
  | 'name_not_found'
  | 'closed_at_once'
  | 'device_absent'
  | 'no_rights'
  | 'not_a_device'
  | 'locked'
  | 'busy'
  | 'not_accepting'
  | 'bad_queue_name'
  | 'no_such_queue'
  | 'no_spooler'
  | 'unsupported';

export type UnconfirmedCode =
  /** the peer never closed the line */
  | 'no_close'
  /** the operating system took the bytes; the device gives no more proof */
  | 'drained'
  /** a spooler took the job */
  | 'spooled';

export type UnknownCode =
  | 'aborted'
  /** no byte was taken for `progressMs` */
  | 'stalled'
  | 'reset'
  /** the printer closed before it can have read everything */
  | 'closed_early'
  | 'write_failed'
  | 'drain_timeout'
  /** the print component took the task and never told its end */
  | 'no_result'
  /** it told that the task failed, which may have been in mid-label */
  | 'component_failed'
  | 'spooler_failed';

export interface SendOptions {
  /** ms until the line must stand */
  readonly connectMs: number;
  /** ms that may pass without a byte being taken */
  readonly progressMs: number;
  /** ms to wait for the printer's close (or the drain) after the last byte */
  readonly closeMs: number;
  readonly signal?: AbortSignal;
}

export interface StatusReport extends PrinterStatus {
  /**
   * `silent` = reachable, but no (whole) answer within the deadline; `garbled` = something that cannot be trusted;
   * `unreachable` = no line at all.
   */
  readonly reach: 'answered' | 'garbled' | 'silent' | 'unreachable';
  /** Why, where there is no line or the state has no word for it. */
  readonly code?: NotSentCode;
}

/** Not faults: another station, or another job, has the printer just now. */
const BUSY: ReadonlySet<string> = new Set(['closed_at_once', 'locked', 'busy']);

export const isBusy = (code: string): boolean => BUSY.has(code);

/** A way to one printer. It never retries and never rejects: every end is an {@link Outcome}. */
export interface Transport {
  send(bytes: Uint8Array, options: SendOptions): Promise<Outcome>;
  /** Asks the printer for its state; only where the line has a way back. */
  queryStatus?(language: PrinterLanguage, deadlineMs: number, signal?: AbortSignal): Promise<StatusReport>;
  /** Could a job be sent now? Leaves nothing at the printer. */
  probe?(deadlineMs: number): Promise<boolean>;
}

/** Deadlines that fit a label printer on a LAN. */
export const DEFAULT_SEND: Omit<SendOptions, 'signal'> = {
  connectMs: 3000,
  progressMs: 10_000,
  closeMs: 8000,
};
