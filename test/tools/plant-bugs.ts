/**
 * `npm run mutants [-- NAME …]`: plants known bugs in a copy of the storage, one at a time, and runs the storage's tests
 * against each. Says which tests caught it. Exit code 1 where a bug survives, 2 where a bug cannot be planted (any more) or the
 * tests fail without one.
 */
import { MUTANTS, plant, sourceOf, tryMutant } from './storage-mutants.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const wanted = process.argv.slice(2);
const chosen = MUTANTS.filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
);

async function main(): Promise<number> {
  if (chosen.length === 0) {
    say(`no such bug; there are: ${MUTANTS.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  for (const mutant of chosen) plant(sourceOf(mutant), mutant);
  const control = await tryMutant(undefined);
  if (control.caught.length > 0) {
    say(`the tests fail without a bug:\n  ${control.caught.join('\n  ')}`);
    return 2;
  }
  say(`without a bug: ${control.passed} tests pass`);
  let survivors = 0;
  for (const mutant of chosen) {
    const { caught } = await tryMutant(mutant);
    if (caught.length === 0) survivors += 1;
    say(`${caught.length > 0 ? 'caught  ' : 'SURVIVED'}  ${mutant.name} (${mutant.file})`);
    for (const test of caught) say(`            by ${test}`);
  }
  say(`${chosen.length - survivors} of ${chosen.length} planted bugs caught`);
  return survivors === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
