export { createPrintJob, PRINT_JOB_KINDS, PRINT_JOB_STATES, printJobId } from './types.ts';
export type {
  AttemptOutcome,
  PrintAttempt,
  PrintJob,
  PrintJobKind,
  PrintJobRequest,
  PrintJobState,
} from './types.ts';
export { decidePrint, isOpen, needsAnswer, nextCopy, PRINT_TRANSITIONS } from './decide.ts';
export type { CopyRequest, PrintInput, PrintRefusal } from './decide.ts';
export { outcomeOf, PRINT_OUTCOMES } from './outcome.ts';
export type { PrintOutcome } from './outcome.ts';
