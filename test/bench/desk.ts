import { parseArgs } from 'node:util';
import { PARTS, USUAL } from './lib/desk-ask.ts';
import { benchDesk } from './lib/desk-parts.ts';
import { keepBuiltApp } from './lib/host.ts';
import { writeReport } from './lib/report.ts';

const USAGE = `npm run bench -- desk [options]

Work lists, search and counts of the station with 100,000 orders, over its socket as a page asks; making their index anew; how long
a change takes to be in a list; lists, search and orders in Chromium; and the gun while an act on 5,000 orders runs.

  --samples N    questions of each kind (200)
  --orders N     orders packed before the act, and after it; beside it until it ends (40)
  --bulk N       orders of the act (5000)
  --only PART    ${PARTS.join(', ')} (else ${USUAL.join(', ')}); may be given several times
  --strict       exit code 1 where a limit was missed
  --profile DIR  writes CPU profiles of the host
`;

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '200' },
    orders: { type: 'string', default: '40' },
    bulk: { type: 'string', default: '5000' },
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
keepBuiltApp();
process.exitCode = await writeReport('desk', values.strict, () =>
  benchDesk({
    samples: Number(values.samples),
    orders: Number(values.orders),
    bulk: Number(values.bulk),
    node: values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`],
    parts: values.only ? PARTS.filter((part) => values.only?.includes(part)) : USUAL,
    say: (line) => void process.stderr.write(`${line}\n`),
  }),
);
