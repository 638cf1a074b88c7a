import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPlaywright, readVitest, sum } from '../../../build/lib/report.ts';

let file: string;
beforeEach(() => (file = join(mkdtempSync(join(tmpdir(), 'packline-report-')), 'report.json')));
afterEach(() => rmSync(join(file, '..'), { recursive: true, force: true }));

const vitest = (over: object, exitCode = 0) => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 1,
    numFailedTestSuites: 0,
    success: true,
  };
  writeFileSync(file, JSON.stringify({ ...report, ...over }));
  return readVitest(file, exitCode);
};
const playwright = (over: object, errors: unknown[] = [], exitCode = 0) => {
  writeFileSync(
    file,
    JSON.stringify({ stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 1, ...over }, errors }),
  );
  return readPlaywright(file, exitCode);
};

describe('the sum of the tests', () => {
  it('counts what passed, failed and was skipped', () => {
    expect(vitest({})).toEqual({ passed: 3, failed: 0, skipped: 2 });
    expect(playwright({})).toEqual({ passed: 3, failed: 0, skipped: 1 });
    expect(sum([vitest({ numFailedTests: 2, success: false }, 1), playwright({})])).toEqual({
      passed: 6,
      failed: 2,
      skipped: 3,
    });
  });

  it('counts a file that cannot be loaded, an error outside tests and a runner that died', () => {
    expect(vitest({ numFailedTestSuites: 1, success: false }, 1).failed).toBe(1);
    expect(vitest({}, 1).failed).toBe(1);
    expect(playwright({}, ['broken spec']).failed).toBe(1);
    expect(playwright({}, [], 1).failed).toBe(1);
    expect(readVitest(`${file}.missing`, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('takes a test that passed at a second try for failed', () => {
    expect(playwright({ flaky: 1 }).failed).toBe(1);
  });

  it('takes a part that ran nothing for failed', () => {
    expect(
      sum([
        { passed: 5, failed: 0, skipped: 0 },
        { passed: 0, failed: 0, skipped: 4 },
      ]).failed,
    ).toBe(1);
  });
});
