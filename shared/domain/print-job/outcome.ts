import type { PrintJob } from './types.ts';

/** What is known of the paper of a job, in the words of the ledger. */
export const PRINT_OUTCOMES = ['not_sent', 'sent_unconfirmed', 'confirmed', 'unknown'] as const;
export type PrintOutcome = (typeof PRINT_OUTCOMES)[number];

/**
 * - `not_sent`: certainly no paper; the only one after which a job may be sent again by itself.
 * - `sent_unconfirmed`: every byte was taken; nobody has seen the paper.
 * - `confirmed`: its code was scanned, or a person says that it came out.
 * - `unknown`: it may lie in the printer, whole, in part or not at all.
 */
export function outcomeOf(job: PrintJob): PrintOutcome {
  switch (job.state) {
    case 'queued':
    case 'failed':
      return 'not_sent';
    case 'sent':
      return 'sent_unconfirmed';
    case 'confirmed':
      return 'confirmed';
    case 'sending':
    case 'unknown':
      return 'unknown';
    case 'voided': {
      // Void is said of the label; what became of the paper before stays true.
      if (job.proof !== undefined) return 'confirmed';
      const last = job.attempts.at(-1)?.outcome;
      if (last === undefined || last === 'not_sent') return 'not_sent';
      return last === 'delivered' || last === 'sent_unconfirmed' ? 'sent_unconfirmed' : 'unknown';
    }
  }
}
