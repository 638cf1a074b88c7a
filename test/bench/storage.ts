import { parseArgs } from 'node:util';
import { writeReport } from './lib/report.ts';
import { benchStorage, PARTS } from './lib/storage-parts.ts';

const USAGE = `npm run bench -- storage [options]

The RxDB storage on node:sqlite beside raw node:sqlite (in turns in one process), RxDB's memory storage, RxDB on Dexie in
Chromium and PouchDB on LevelDB, with 100,000 documents; and how long the event loop is held up by each kind of work.
The figures side by side are in out/bench/storage.md.

  --rounds N      rounds of 25 single operations (40)
  --bulks N       bulk writes of 50,000 (5)
  --opens N       processes that open 12 collections × 100,000 (10)
  --documents N   documents in a collection, for a trial (100000)
  --only PART     ${PARTS.join(', ')}; may be given several times
  --strict        exit code 1 where a limit was missed
  --profile DIR   writes CPU profiles of the measured processes
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '40' },
    bulks: { type: 'string', default: '5' },
    opens: { type: 'string', default: '10' },
    documents: { type: 'string', default: '100000' },
    only: { type: 'string', multiple: true },
    profile: { type: 'string' },
    strict: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
process.exitCode = await writeReport('storage', values.strict, () =>
  benchStorage({
    documents: Number(values.documents),
    bulk: Math.min(50_000, Number(values.documents)),
    bulkRounds: Number(values.bulks),
    rounds: Number(values.rounds),
    opens: Number(values.opens),
    node: values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`],
    parts: values.only ? PARTS.filter((part) => values.only?.includes(part)) : PARTS,
    say: (line) => void process.stderr.write(`${line}\n`),
  }),
);
