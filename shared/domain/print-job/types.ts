import type { EpochMs } from '../../base/index.ts';

export const PRINT_JOB_KINDS = ['label', 'slip', 'driver_sheet', 'manifest', 'voucher', 'test'] as const;
export type PrintJobKind = (typeof PRINT_JOB_KINDS)[number];

/**
 * - `queued`: not one byte has left the machine. May still be sent, or cancelled.
 * - `sending`: on disk before the first byte leaves.
 * - `sent`: all bytes went out; whether paper came out is not proven.
 * - `confirmed`: paper came out: its code was scanned, or the packer says so.
 * - `failed`: certainly no paper. Only a person starts the next copy.
 * - `unknown`: the line or the machine died in between. The packer is asked; nothing is printed by itself.
 * - `voided`: cancelled, or its label made invalid.
 */
export const PRINT_JOB_STATES = [
  'queued',
  'sending',
  'sent',
  'confirmed',
  'failed',
  'unknown',
  'voided',
] as const;
export type PrintJobState = (typeof PRINT_JOB_STATES)[number];

/** What a transport said of one attempt; `interrupted` = the station died while sending. */
export type AttemptOutcome =
  'delivered' | 'confirmed' | 'not_sent' | 'sent_unconfirmed' | 'unknown' | 'interrupted';

export interface PrintAttempt {
  readonly at: EpochMs;
  readonly outcome: AttemptOutcome;
  readonly code?: string;
}

/** A line of the print ledger: one document on one piece of paper. Its state is changed by `decidePrint` only. */
export interface PrintJob {
  /** {@link printJobId}: a retry of the same command makes the same job, not a second one. */
  readonly id: string;
  readonly site: string;
  readonly station: string;
  readonly bench: string;
  readonly kind: PrintJobKind;
  /** What is printed: shipment id; manifest number; printer id for a test page. */
  readonly subject: string;
  readonly shipment?: string;
  readonly carrier?: string;
  readonly waybill?: string;
  readonly printer: string;
  /** Version of the template that it was drawn by; missing: what the product brings for the paper. */
  readonly template?: string;
  /** 1 = the first print; shown on the label from 2 on */
  readonly copy: number;
  /** Given for every copy after the first. */
  readonly reprintReason?: string;
  /** Id of the person who asked for it. */
  readonly requestedBy: string;
  readonly createdAt: EpochMs;
  readonly state: PrintJobState;
  readonly attempts: readonly PrintAttempt[];
  /** How paper was proven, or by whom the job was answered or voided. */
  /** `printer`: a platform's print component reported it printed. */
  readonly proof?: 'scan_back' | 'packer' | 'printer';
  readonly answeredBy?: string;
  readonly voidReason?: string;
  readonly updatedAt: EpochMs;
}

/** Deterministic id of a job: subject + kind + copy number. */
export const printJobId = (subject: string, kind: PrintJobKind, copy: number): string =>
  `${subject}:${kind}:${copy}`;

export type PrintJobRequest = Pick<
  PrintJob,
  'site' | 'station' | 'bench' | 'kind' | 'subject' | 'printer' | 'requestedBy'
> &
  Partial<Pick<PrintJob, 'shipment' | 'carrier' | 'waybill' | 'template' | 'copy' | 'reprintReason'>>;

/** A new job in the state `queued`, copy 1 unless told otherwise. */
export function createPrintJob(request: PrintJobRequest, at: EpochMs): PrintJob {
  const copy = request.copy ?? 1;
  return {
    ...request,
    id: printJobId(request.subject, request.kind, copy),
    copy,
    createdAt: at,
    state: 'queued',
    attempts: [],
    updatedAt: at,
  };
}
