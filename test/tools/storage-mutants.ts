import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ROOT, tool } from '../../build/lib/paths.ts';
import { runNode } from '../../build/lib/run.ts';

/** A bug as somebody could well write it: one place of the storage's source, and what stands there instead. */
export interface Mutant {
  readonly name: string;
  /** In electron/station/storage. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export const STORAGE = 'electron/station/storage';

export const MUTANTS: readonly Mutant[] = [
  {
    // A document without the field is not equal either, but in SQL NULL <> 'x' is not true.
    name: 'wrong $ne',
    file: 'mango.ts',
    find: `compare(column, 'IS NOT', value)`,
    replace: `compare(column, '<>', value)`,
  },
  {
    name: 'limit: 0',
    file: 'plan.ts',
    find: `      const skip = query.skip;\n      const limit = query.limit ?? Number.POSITIVE_INFINITY;`,
    replace: `      const skip = query.skip;\n      const limit = query.limit || Number.POSITIVE_INFINITY;`,
  },
  {
    // Only what has no UTF-8 form is looked after: the rest sorts by code points, not by UTF-16 units.
    name: 'string order',
    file: 'key-order.ts',
    find: String.raw`const NEEDS_SHIFT = /[\ud800-\uffff]/;`,
    replace: String.raw`const NEEDS_SHIFT = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;`,
  },
  {
    name: 'late event',
    file: 'writer.ts',
    find: `tell(sorted.eventBulk);`,
    replace: `setImmediate(() => tell(sorted.eventBulk));`,
  },
  {
    // The caller's idea of the revision instead of the stored one: the second of two writers wins silently.
    name: 'lost conflict',
    file: 'writer.ts',
    find: `revisions.set(id, { _rev: String(hit['rev']) }`,
    replace: `revisions.set(id, { _rev: row.previous?._rev ?? String(hit['rev']) }`,
  },
  {
    name: 'torn act',
    file: 'together.ts',
    find: `      file.write(() => {
        for (const part of prepared) part.apply();
      });`,
    replace: `      for (const part of prepared) file.write(() => part.apply());`,
  },
  {
    name: 'checkpoint off by one',
    file: 'instance.ts',
    find: `WHERE (lwt, id) > (?, ?) ORDER BY`,
    replace: `WHERE (lwt, id) >= (?, ?) ORDER BY`,
  },
];

/** @returns the source with the bug in it. @throws where the place is not there exactly once */
export function plant(source: string, { name, file, find, replace }: Mutant): string {
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`"${name}" does not apply: ${places} places in ${file} read ${find}`);
  return source.replace(find, () => replace);
}

/** @returns the source file of a mutant as it stands. */
export const sourceOf = ({ file }: Mutant): string => readFileSync(join(ROOT, STORAGE, file), 'utf8');

export interface Verdict {
  /** The tests that failed. */
  readonly caught: readonly string[];
  readonly passed: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** What the storage and its tests need, copied so that nothing in the tree is touched. */
const NEEDED = [
  'electron',
  'shared',
  'test/fakes',
  'test/unit/storage',
  'test/integration/storage',
  'test/tools',
  'build/lib',
];
/** Kills, damaged files, keys and backups are about the disk, not about these bugs, and take minutes. */
const TESTS = ['bad-input', 'fuzz', 'methods', 'reads', 'rxdb', 'rxdb-suite', 'together', 'writes'];

/** Runs the storage's tests on a copy of the source with the bug in it; without a bug where `mutant` is undefined. */
export async function tryMutant(mutant: Mutant | undefined): Promise<Verdict> {
  const scratch = mkdtempSync(join(tmpdir(), 'mutant-'));
  try {
    for (const folder of NEEDED) cpSync(join(ROOT, folder), join(scratch, folder), { recursive: true });
    mkdirSync(join(scratch, 'out'));
    for (const file of ['package.json', 'tsconfig.base.json', 'test/tsconfig.json', 'test/setup.ts'])
      cpSync(join(ROOT, file), join(scratch, file));
    symlinkSync(join(ROOT, 'node_modules'), join(scratch, 'node_modules'), 'junction');
    if (mutant) writeFileSync(join(scratch, STORAGE, mutant.file), plant(sourceOf(mutant), mutant));
    const config = {
      test: {
        setupFiles: ['test/setup.ts'],
        include: ['test/unit/storage/*.test.ts', `test/integration/storage/{${TESTS.join()}}.test.ts`],
        testTimeout: 60_000,
        maxWorkers: 2,
      },
    };
    writeFileSync(join(scratch, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};\n`);
    const report = join(scratch, 'report.json');
    const { output } = await runNode(
      tool.vitest,
      ['run', '--root', scratch, '--reporter=json', `--outputFile=${report}`],
      { capture: true, cwd: scratch, env: { PACKLINE_LONG: '' } },
    );
    return readReport(report, output);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function readReport(path: string, output: string): Verdict {
  let report: VitestReport;
  try {
    report = JSON.parse(readFileSync(path, 'utf8')) as VitestReport;
  } catch (cause) {
    throw new Error(`the tests did not run:\n${output.slice(-2_000)}`, { cause });
  }
  const caught: string[] = [];
  for (const { name, message, assertionResults } of report.testResults) {
    // A file that cannot be loaded proves nothing about the bug.
    if (assertionResults.length === 0) throw new Error(`${name} holds no tests: ${message.slice(0, 1_000)}`);
    for (const { status, fullName } of assertionResults) if (status === 'failed') caught.push(fullName);
  }
  return { caught, passed: report.numPassedTests };
}
