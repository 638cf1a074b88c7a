import { writeReport } from './lib/report.ts';
import { keepBuiltApp } from './lib/host.ts';
import { benchScan } from './lib/scan-parts.ts';
import { parseArgs } from 'node:util';

const USAGE = `npm run bench -- scan [options]

From the gun's byte to verdict, paint, sound and paper, and the start of the app, with 100,000 orders and 50,000 products.

  --orders N      orders packed in each part (60)
  --starts N      starts measured (5)
  --only PART     station, page or start; may be given several times
  --strict        exit code 1 where a limit was missed
  --profile DIR   writes CPU profiles of the host
`;
const PARTS = ['station', 'page', 'start'] as const;

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '60' },
    starts: { type: 'string', default: '5' },
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
process.exitCode = await writeReport('scan', values.strict, () =>
  benchScan({
    orders: Number(values.orders),
    starts: Number(values.starts),
    node: values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`],
    parts: values.only ? PARTS.filter((part) => values.only?.includes(part)) : PARTS,
    say: (line) => void process.stderr.write(`${line}\n`),
  }),
);
