import { existsSync, readFileSync } from 'node:fs';
import type { Check } from './checks.ts';

/** What a part of the tests came to. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function printChecks(checks: readonly Check[]): void {
  for (const { name, ok, detail } of checks) {
    process.stdout.write(`${ok ? '✓' : '✗'} ${name}\n`);
    if (!ok) process.stdout.write(`${detail.trimEnd()}\n`);
  }
}

export const tallyChecks = (checks: readonly Check[]): Tally => ({
  passed: checks.filter((check) => check.ok).length,
  failed: checks.filter((check) => !check.ok).length,
  skipped: 0,
});

/** Adds up. A part that ran nothing counts as one failure: a suite that is not found must not look green. */
export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed + (one.passed + one.failed === 0 ? 1 : 0),
      skipped: all.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
  readonly success: boolean;
}

/** Reads vitest's JSON report. A file that cannot be loaded has failed suites and no failed test: it counts as one. */
export function readVitest(file: string, exitCode: number): Tally {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  const bad = exitCode !== 0 || !report.success;
  return {
    passed: report.numPassedTests,
    failed: Math.max(report.numFailedTests, bad ? 1 : 0),
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly errors: readonly unknown[];
}

/** Reads Playwright's JSON report. A test that passed only at a second try has failed. */
export function readPlaywright(file: string, exitCode: number): Tally {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8')) as PlaywrightReport;
  const failed = stats.unexpected + stats.flaky;
  return {
    passed: stats.expected,
    failed: Math.max(failed, exitCode !== 0 || errors.length > 0 ? 1 : 0),
    skipped: stats.skipped,
  };
}
