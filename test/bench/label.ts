import { parseArgs } from 'node:util';
import type { Figure } from './lib/figures.ts';
import { keepBuiltApp } from './lib/host.ts';
import { benchLabels } from './lib/label-parts.ts';
import { writeReport } from './lib/report.ts';
import { benchScan } from './lib/scan-parts.ts';

const USAGE = `npm run bench -- label [options]

A 100 × 150 mm label from its data to the printer's bytes, warm, every one with other names and goods, at 203 and 300 dpi,
beside the same label by node-thermal-printer's own image path; and from the last scan to the first byte at the printer, where
the label was drawn ahead (a whole station, as in the scan bench).

  --labels N      labels measured per resolution and language (200)
  --orders N      orders packed for the last scan (60)
  --only PART     draw or paper
  --strict        exit code 1 where a limit was missed
`;
const PAPER = 'last scan → first byte at the printer';
/** Where the label was drawn ahead, ms. */
const PAPER_MS = 25;

const { values } = parseArgs({
  options: {
    labels: { type: 'string', default: '200' },
    orders: { type: 'string', default: '60' },
    only: { type: 'string' },
    strict: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function paper(): Promise<Figure[]> {
  keepBuiltApp();
  const measured = await benchScan({
    orders: Number(values.orders),
    starts: 0,
    node: [],
    parts: ['station'],
    say,
  });
  return measured
    .filter(({ name }) => name === PAPER)
    .map((each) => ({ ...each, limit: { of: 'p95', value: PAPER_MS } }));
}

process.exitCode = await writeReport('label', values.strict, async () => [
  ...(values.only === 'paper' ? [] : await benchLabels({ labels: Number(values.labels), say })),
  ...(values.only === 'draw' ? [] : await paper()),
]);
