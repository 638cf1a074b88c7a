import { parseArgs } from 'node:util';
import { writeReport } from './lib/report.ts';
import { benchSync, PARTS } from './lib/sync-parts.ts';

const USAGE = `npm run bench -- sync [options]

Stations and hub, each in a process of its own on the loopback address: the first pull of everything (beside raw JSON over
HTTP into raw SQLite, and PouchDB), a day offline pushed, a change seen at another station, many stations on one hub with
PostgreSQL, the hub's memory; and how cost grows with stations and documents, as docs/hub/scale.svg.

  --orders N     orders of the first pull (50000)
  --changed N    documents changed offline (5000)
  --samples N    changes seen at another station (100)
  --stations N   simulated stations at one change a second each (50)
  --seconds N    how long (20)
  --only PART    ${PARTS.join(', ')}; may be given several times (all but sweep)
  --strict       exit code 1 where a limit was missed
`;

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '50000' },
    changed: { type: 'string', default: '5000' },
    samples: { type: 'string', default: '100' },
    stations: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '20' },
    only: { type: 'string', multiple: true },
    strict: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
process.exitCode = await writeReport('sync', values.strict, () =>
  benchSync({
    orders: Number(values.orders),
    changed: Number(values.changed),
    samples: Number(values.samples),
    stations: Number(values.stations),
    seconds: Number(values.seconds),
    parts: PARTS.filter((part) => (values.only ? values.only.includes(part) : part !== 'sweep')),
    say: (line) => void process.stderr.write(`${line}\n`),
  }),
);
