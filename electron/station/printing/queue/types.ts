import type { Clock, EpochMs, Result } from '../../../../shared/base/index.ts';
import type { PrinterProfile } from '../../../../shared/codec/printer/index.ts';
import type { PrintInput, PrintJob, PrintRefusal } from '../../../../shared/domain/print-job/index.ts';
import type { SendOptions, StatusReport, Transport } from '../transports/index.ts';

/** The print ledger. What `put` has acknowledged survives a power cut (fsync). */
export interface PrintStore {
  put(job: PrintJob): Promise<void>;
  get(id: string): Promise<PrintJob | undefined>;
  /** Jobs in the states queued, sending, sent and unknown. */
  listOpen(): Promise<readonly PrintJob[]>;
}

export interface ResolvedPrinter {
  readonly profile: PrinterProfile;
  readonly transport: Transport;
  /** Deadlines where they differ from the default. */
  readonly deadlines?: Partial<Omit<SendOptions, 'signal'>>;
}

/** Whether a printer takes jobs, and if not, why. */
export interface PrinterLine {
  readonly printer: string;
  /** `waiting` = somebody else has it just now, which is no fault and passes by itself. */
  readonly state: 'ready' | 'sending' | 'waiting' | 'not_ready';
  /** Why it is not ready: a transport's code, a printer state, `no_answer`, `no_printer`, `not_recorded`, `old_jobs`. */
  readonly code?: string;
  /** What it said when it was asked last. */
  readonly asked?: Pick<StatusReport, 'state' | 'reach'> & { readonly at: EpochMs };
  readonly waiting: number;
  /** Id of the job that is being sent. */
  readonly current?: string;
  /** When the printer is asked again by itself; absent = only a person's `retry` goes on. */
  readonly retryAt?: EpochMs;
}

export type QueueChange =
  | { readonly type: 'job'; readonly job: PrintJob }
  | { readonly type: 'printer'; readonly line: PrinterLine }
  /** The ledger could not be written. What could not be recorded before was not sent. */
  | { readonly type: 'not_recorded'; readonly job: PrintJob; readonly error: unknown };

export interface PrintQueueOptions {
  readonly store: PrintStore;
  readonly resolvePrinter: (printer: string) => ResolvedPrinter | undefined;
  /** Makes a job's bytes again when they are not in memory. A rejection fails the job: nothing is printed. */
  readonly render: (job: PrintJob) => Promise<Uint8Array>;
  readonly clock: Clock;
  readonly onChange?: (change: QueueChange) => void;
  /** Pauses before a printer that is not ready is asked again: doubling from `firstMs` to `maxMs`. */
  readonly retry?: RetryPauses;
  /** Jobs found queued at start that are older than this wait for a person (ms; default 30 minutes). */
  readonly staleMs?: number;
}

export interface RetryPauses {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Pause while another station has the printer. */
  readonly busyMs?: number;
  /** How long that may last before it is called a fault. */
  readonly patienceMs?: number;
}

export type QueueRefusal =
  PrintRefusal | { readonly code: 'not_found' | 'not_recorded' | 'store_failed' | 'stopped' };

export interface PrintQueue {
  /**
   * Takes a job in the state `queued`. Resolves when it is on disk; its fate comes through `onChange`.
   * A job that is in the ledger already is returned as it stands, and not printed again.
   */
  submit(job: PrintJob, bytes?: Uint8Array): Promise<Result<PrintJob, QueueRefusal>>;
  /**
   * After a start, once, before anything is submitted: `sending` becomes `unknown`, what was queued is sent.
   * @returns the open jobs; those in `unknown` wait for the packer's answer.
   */
  recover(): Promise<readonly PrintJob[]>;
  /**
   * A person's answer or a scan-back.
   * @param put records the changed job instead of the store's `put`, under the same promise, where other documents belong to
   *   the act; not called where nothing changes
   */
  answer(
    id: string,
    input: Exclude<PrintInput, { type: 'start' | 'outcome' | 'restart' | 'reject' }>,
    put?: PrintStore['put'],
  ): Promise<Result<PrintJob, QueueRefusal>>;
  /** Withdraws a job that has not left yet. */
  cancel(id: string, by: string): Promise<Result<PrintJob, QueueRefusal>>;
  /** A person says: try again now. */
  retry(printer: string): void;
  /**
   * Asks the printer for its state, between two jobs. A bad state holds its jobs back, a good one lets them go.
   * @param background never in a job's way: given up as soon as one comes, and one miss alone means nothing, since
   *   another station may have the line
   */
  check(printer: string, deadlineMs?: number, background?: boolean): Promise<StatusReport>;
  line(printer: string): PrinterLine;
  lines(): readonly PrinterLine[];
  /** Lets a job that is being sent finish for `graceMs`, then breaks it off. Queued jobs stay in the ledger. */
  dispose(graceMs?: number): Promise<void>;
}
