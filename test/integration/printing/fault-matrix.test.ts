import { faultMatrix } from './fault-matrix.ts';

// A process is killed in every tenth in the long runs (test/long/printing.test.ts).
faultMatrix({ tenths: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], killedAfter: [5] });
