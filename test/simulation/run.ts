/**
 * `node test/simulation/run.ts [--seed N] [--seeds N] [--bug NAME] [--trace]`: stations, hubs, faults and time in one process, the
 * same for the same seed. A failing seed prints itself and what does not hold; exit code 1.
 */
import { parseArgs } from 'node:util';
import { BUGS } from './bugs.ts';
import { simulateMany } from './many.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    bug: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});
const bug = values.bug === undefined ? undefined : BUGS[values.bug];
if (values.bug !== undefined && bug === undefined) {
  process.stderr.write(`bugs: ${Object.keys(BUGS).join(', ')}\n`);
  process.exit(2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const began = performance.now();
const { failed, totals } = await simulateMany({
  first: Number(values.seed),
  seeds: Number(values.seeds),
  ...(bug === undefined ? {} : { bug }),
  ...(values.trace ? { onTrace: say } : {}),
});
if (failed) {
  say(`seed ${failed.seed} failed:`);
  for (const fault of failed.faults) say(`  ${fault}`);
  say(`replay: ${failed.replay}${values.bug === undefined ? '' : ` --bug ${values.bug}`}`);
}
const seconds = Math.round(performance.now() - began) / 1_000;
const cpu = Math.round(process.cpuUsage().user / 1_000) / 1_000;
say(JSON.stringify({ ...totals, seconds, cpu }));
process.exitCode = failed ? 1 : 0;
