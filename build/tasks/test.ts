/**
 * `npm test`: type checks, layers, lint, unit and integration tests, the build, end-to-end tests.
 * `--long`: fuzz, soak and shift runs instead. Ends with `N passed, N failed, N skipped`.
 * Exit code 1 where anything failed or nothing ran.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from '../lib/app.ts';
import { checkSource } from '../lib/checks.ts';
import type { Check } from '../lib/checks.ts';
import { ensureChromium, ensureDebianPackages } from '../lib/chromium.ts';
import { OUT, tool } from '../lib/paths.ts';
import { printChecks, readPlaywright, readVitest, sum, tallyChecks } from '../lib/report.ts';
import type { Tally } from '../lib/report.ts';
import { runNode } from '../lib/run.ts';

const long = process.argv.includes('--long');
const reports = join(OUT, 'reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const tallies: Tally[] = [];

function section(name: string): void {
  say(`\n── ${name} (${Math.round(process.uptime())} s)`);
}

function record(checks: readonly Check[]): void {
  printChecks(checks);
  tallies.push(tallyChecks(checks));
}

const missing = await ensureDebianPackages(say);
if (missing.length > 0) {
  say(`Some tests need: ${missing.join(', ')}. Install them (Debian: apt-get install ${missing.join(' ')}).`);
}
const chromium = await ensureChromium(say);

if (!long) {
  section('Types, layers, licences, lint');
  record(await checkSource());
}

section('Build');
record([await buildCheck()]);

section(long ? 'Long runs' : 'Unit and integration');
const vitestReport = join(reports, 'vitest.json');
const vitest = await runNode(
  tool.vitest,
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
  { env: { PACKLINE_LONG: long ? '1' : '', PACKLINE_CHROMIUM: 'path' in chromium ? chromium.path : '' } },
);
tallies.push(readVitest(vitestReport, vitest.code));

section('End to end');
if ('path' in chromium) {
  const playwrightReport = join(reports, 'playwright.json');
  const playwright = await runNode(tool.playwright, ['test', ...(long ? ['--grep', '@long'] : [])], {
    env: {
      PACKLINE_LONG: long ? '1' : '',
      PACKLINE_CHROMIUM: chromium.path,
      PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport,
    },
  });
  const tally = readPlaywright(playwrightReport, playwright.code);
  if (!long || tally.passed + tally.failed > 0) tallies.push(tally);
} else {
  record([{ name: 'chromium', ok: false, detail: chromium.problem }]);
}

async function buildCheck(): Promise<Check> {
  try {
    await buildApp();
    return { name: 'build', ok: true, detail: '' };
  } catch (error) {
    return { name: 'build', ok: false, detail: String(error) };
  }
}

const total = sum(tallies);
say(`\n${Math.round(process.uptime())} s`);
say(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
