/** `node test/simulation/leases-run.ts [--seed N] [--seeds N] [--bug NAME]`: one seed with all its steps, or many. */
import { parseArgs } from 'node:util';
import { LEASE_BUGS, simulateLeases, simulateManyLeases } from './leases.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    bug: { type: 'string' },
  },
});
const bug = LEASE_BUGS.find((each) => each === values.bug);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const began = performance.now();
const [first, seeds] = [Number(values.seed), Number(values.seeds)];
const answer =
  seeds === 1
    ? await simulateLeases(first, { bug, onTrace: say })
    : await simulateManyLeases({ first, seeds, ...(bug ? { bug } : {}) });
say(JSON.stringify({ ...answer, ms: Math.round(performance.now() - began) }, null, 1));
const failed = 'failed' in answer ? answer.failed !== undefined : answer.faults.length > 0;
process.exitCode = failed ? 1 : 0;
