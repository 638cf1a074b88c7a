import { err, ok } from '../../base/index.ts';
import type { EpochMs, Result } from '../../base/index.ts';
import { createPrintJob } from './types.ts';
import type { AttemptOutcome, PrintJob, PrintJobState } from './types.ts';

/** What can happen to a print job. `at` = when. */
export type PrintInput =
  /** The next thing is the first byte. */
  | { readonly type: 'start'; readonly at: EpochMs }
  | {
      readonly type: 'outcome';
      readonly at: EpochMs;
      readonly outcome: Exclude<AttemptOutcome, 'interrupted'>;
      readonly code?: string;
    }
  /** The station starts again and finds the job in its ledger. */
  | { readonly type: 'restart'; readonly at: EpochMs }
  /** It cannot be printed at all (no picture can be made); nothing has left. */
  | { readonly type: 'reject'; readonly at: EpochMs; readonly code: string }
  /** The code of the printed paper was scanned. */
  | { readonly type: 'scan_back'; readonly at: EpochMs; readonly by: string }
  /** The packer's answers to "did it come out?". */
  | { readonly type: 'came_out'; readonly at: EpochMs; readonly by: string }
  | { readonly type: 'nothing_came_out'; readonly at: EpochMs; readonly by: string }
  | { readonly type: 'void'; readonly at: EpochMs; readonly by: string; readonly reason: string };

export type PrintRefusal = {
  readonly code: 'wrong_state' | 'is_voided' | 'in_flight' | 'reason_required' | 'answer_first';
  readonly state: PrintJobState;
};

type Step = PrintJobState | 'same' | PrintRefusal['code'];
type Row = Record<PrintJobState, Step>;

const NEVER: Row = {
  queued: 'wrong_state',
  sending: 'wrong_state',
  sent: 'wrong_state',
  confirmed: 'wrong_state',
  failed: 'wrong_state',
  unknown: 'wrong_state',
  voided: 'is_voided',
};

/**
 * The whole machine: what each input does in each state. `same` = harmless repetition.
 * `sending` is entered from `queued` only, and `queued` is re-entered only when certainly nothing left: so no job
 * is ever sent twice without certainty.
 */
export const PRINT_TRANSITIONS: Record<Exclude<PrintInput['type'], 'outcome'>, Row> &
  Record<`outcome:${Exclude<AttemptOutcome, 'interrupted'>}`, Row> = {
  start: { ...NEVER, queued: 'sending' },
  // The label may be in hand, and scanned, before the transport is done waiting: then the outcome is only noted.
  'outcome:delivered': { ...NEVER, sending: 'sent', confirmed: 'same' },
  // A print component's word; the scan of the label is asked for all the same.
  'outcome:confirmed': { ...NEVER, sending: 'confirmed', confirmed: 'same' },
  'outcome:sent_unconfirmed': { ...NEVER, sending: 'sent', confirmed: 'same' },
  'outcome:unknown': { ...NEVER, sending: 'unknown', confirmed: 'same' },
  'outcome:not_sent': { ...NEVER, sending: 'queued', confirmed: 'same' },
  restart: {
    queued: 'same',
    sending: 'unknown',
    sent: 'same',
    confirmed: 'same',
    failed: 'same',
    unknown: 'same',
    voided: 'same',
  },
  reject: { ...NEVER, queued: 'failed', failed: 'same' },
  // Paper is stronger than an answer: a label that "did not come out" and is scanned after all is confirmed.
  scan_back: {
    ...NEVER,
    sending: 'confirmed',
    sent: 'confirmed',
    unknown: 'confirmed',
    failed: 'confirmed',
    confirmed: 'same',
  },
  came_out: { ...NEVER, sent: 'confirmed', unknown: 'confirmed', confirmed: 'same' },
  nothing_came_out: { ...NEVER, sent: 'failed', unknown: 'failed', failed: 'same' },
  void: {
    queued: 'voided',
    sending: 'in_flight',
    sent: 'voided',
    confirmed: 'voided',
    failed: 'voided',
    unknown: 'voided',
    voided: 'same',
  },
};

/**
 * The job after the input. Pure; the same object where nothing changes.
 * @returns a refusal where the input does not fit the state; the job is then unchanged.
 */
export function decidePrint(job: PrintJob, input: PrintInput): Result<PrintJob, PrintRefusal> {
  const row =
    PRINT_TRANSITIONS[input.type === 'outcome' ? (`outcome:${input.outcome}` as const) : input.type];
  const step = row[job.state];
  if (!isState(step) && step !== 'same') return err({ code: step, state: job.state });
  if (input.type === 'void' && step !== 'same' && input.reason.trim() === '') {
    return err({ code: 'reason_required', state: job.state });
  }
  const attempts = noteAttempt(job, input, step);
  if (step === 'same') return ok(attempts === job.attempts ? job : { ...job, attempts, updatedAt: input.at });
  return ok({ ...job, state: step, attempts, ...answer(input), updatedAt: input.at });
}

const isState = (step: Step): step is PrintJobState => step in NEVER;

function noteAttempt(job: PrintJob, input: PrintInput, step: Step): PrintJob['attempts'] {
  if (input.type === 'outcome') {
    const code = input.code === undefined ? {} : { code: input.code };
    return [...job.attempts, { at: input.at, outcome: input.outcome, ...code }];
  }
  if (input.type === 'restart' && step === 'unknown') {
    return [...job.attempts, { at: input.at, outcome: 'interrupted' }];
  }
  if (input.type === 'reject' && step === 'failed') {
    return [...job.attempts, { at: input.at, outcome: 'not_sent', code: input.code }];
  }
  return job.attempts;
}

function answer(input: PrintInput): Partial<PrintJob> {
  switch (input.type) {
    case 'scan_back':
      return { proof: 'scan_back', answeredBy: input.by };
    case 'outcome':
      return input.outcome === 'confirmed' ? { proof: 'printer' } : {};
    case 'came_out':
      return { proof: 'packer', answeredBy: input.by };
    case 'nothing_came_out':
      return { answeredBy: input.by };
    case 'void':
      return { answeredBy: input.by, voidReason: input.reason };
    default:
      return {};
  }
}

/** Must a person say whether paper came out? */
export const needsAnswer = (job: PrintJob): boolean => job.state === 'unknown';

/** Is there still something to do or to prove for this job? */
export const isOpen = (job: PrintJob): boolean =>
  job.state === 'queued' || job.state === 'sending' || job.state === 'sent' || job.state === 'unknown';

export interface CopyRequest {
  readonly reason: string;
  readonly requestedBy: string;
  /** Another printer than the last time. */
  readonly printer?: string;
  /** Another bench than the last time. */
  readonly bench?: string;
  /** A new number, after the old label was voided. */
  readonly carrier?: string;
  readonly waybill?: string;
}

/**
 * The next copy of a printed document, as a new job. Only a person asks for it, with a reason.
 * Refused while the last one is under way, and while it is unknown: first the packer says what came out.
 */
export function nextCopy(last: PrintJob, request: CopyRequest, at: EpochMs): Result<PrintJob, PrintRefusal> {
  if (last.state === 'queued' || last.state === 'sending')
    return err({ code: 'in_flight', state: last.state });
  if (last.state === 'unknown') return err({ code: 'answer_first', state: last.state });
  const { reason, ...change } = request;
  if (reason.trim() === '') return err({ code: 'reason_required', state: last.state });
  const { site, station, bench, kind, subject, printer, shipment, carrier, waybill } = last;
  return ok(
    createPrintJob(
      {
        ...{ site, station, bench, kind, subject, printer },
        ...(shipment === undefined ? {} : { shipment }),
        ...(carrier === undefined ? {} : { carrier }),
        ...(waybill === undefined ? {} : { waybill }),
        ...change,
        copy: last.copy + 1,
        reprintReason: reason,
      },
      at,
    ),
  );
}
