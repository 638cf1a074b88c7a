/**
 * `npm run fuzz:storage [-- --queries N --seed N --from ROUND]`: the differential fuzz of the storage at length. Progress on
 * stderr; a mismatch is printed with its seed and round, the result as one line of JSON. Exit code 1 on a mismatch.
 */
import { parseArgs } from 'node:util';

import { runFuzz } from '../integration/storage/fuzz/run.ts';

const { values } = parseArgs({
  options: {
    queries: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '20261122' },
    from: { type: 'string', default: '0' },
  },
});
const began = performance.now();
const seconds = () => (performance.now() - began) / 1_000;
let said = 0;

const result = await runFuzz({
  seed: Number(values.seed),
  queries: Number(values.queries),
  from: Number(values.from),
  onProgress({ queries, rounds }) {
    if (seconds() - said < 5) return;
    said = seconds();
    process.stderr.write(
      `${queries} queries, ${rounds} rounds, ${Math.round(said)} s, ${Math.round(queries / said)} a second\n`,
    );
  },
});
const { mismatch, ...counts } = result;
if (mismatch !== undefined) process.stderr.write(`\n${mismatch}\n\n`);
process.stdout.write(
  `${JSON.stringify({ ...counts, seed: Number(values.seed), seconds: Math.round(seconds()), ok: mismatch === undefined })}\n`,
);
process.exit(mismatch === undefined ? 0 : 1);
