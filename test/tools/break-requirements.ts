/**
 * `node build/run.mjs test/tools/break-requirements.ts [--draw N] [--seed N] [--id ID]`: draws requirements that docs/requirements.md
 * calls met, breaks the code that it names (every condition the wrong way round, in the working tree, put back afterwards), and
 * runs the test that it names. A test that stays green does not show what it is said to show. Exit code 1 where one does.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { tool } from '../../build/lib/paths.ts';
import { requirements, type Requirement } from '../lib/requirements.ts';

const { values } = parseArgs({
  options: {
    draw: { type: 'string', default: '15' },
    seed: { type: 'string', default: '1' },
    id: { type: 'string', multiple: true },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'packline-requirements-'));

/** Conditions of a file the wrong way round; where it has none, its functions throw. */
function broken(source: string, fileName: string): string {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true);
  const edits: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  const bodies: number[] = [];
  const turn = (node: ts.Expression): void =>
    void edits.push({ from: node.getStart(), to: node.getEnd(), text: `!(${node.getText()})` });
  const visit = (node: ts.Node): void => {
    if (ts.isIfStatement(node)) turn(node.expression);
    else if (ts.isConditionalExpression(node)) turn(node.condition);
    else if (ts.isFunctionDeclaration(node) && node.body) bodies.push(node.body.getStart() + 1);
    else if (ts.isArrowFunction(node) && ts.isBlock(node.body)) bodies.push(node.body.getStart() + 1);
    ts.forEachChild(node, visit);
  };
  visit(file);
  if (edits.length === 0)
    for (const at of bodies) edits.push({ from: at, to: at, text: "throw new Error('broken on purpose');" });
  // A condition inside of another one is turned with it: only the outermost of each is written.
  const outer = edits.filter(
    (edit) => !edits.some((other) => other !== edit && other.from <= edit.from && other.to >= edit.to),
  );
  return outer
    .sort((a, b) => b.from - a.from)
    .reduce((text, { from, to, text: put }) => text.slice(0, from) + put + text.slice(to), source);
}

/** Numbers that are the same for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const isRunnable = ({ state, code, tests }: Requirement): boolean =>
  state === 'met' &&
  code.some((path) => path.endsWith('.ts')) &&
  tests.some(({ path }) => path.endsWith('.test.ts'));

function drawn(): readonly Requirement[] {
  const all = requirements().filter(isRunnable);
  if (values.id) return all.filter(({ id }) => values.id?.includes(id));
  const next = numbers(Number(values.seed));
  return all
    .map((one) => ({ one, at: next() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, Number(values.draw))
    .map(({ one }) => one);
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Runs the files that hold the named tests, for a test may go on where the one before it ended. @returns are all that are named green? */
function runs({ tests }: Requirement): boolean {
  const own = tests.filter(({ path }) => path.endsWith('.test.ts'));
  const files = [...new Set(own.map(({ path }) => path))];
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  spawnSync(
    process.execPath,
    [tool.vitest, 'run', ...files, '--bail=0', '--reporter=json', `--outputFile=${report}`],
    { stdio: 'ignore', timeout: 5 * 60_000 },
  );
  if (!existsSync(report)) return false;
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  return own.every(({ path, title }) => {
    const ran = testResults.find(({ name }) => name.endsWith(path))?.assertionResults ?? [];
    const named = ran.filter(({ fullName }) => fullName.includes(title));
    return named.length > 0 && named.every(({ status }) => status === 'passed');
  });
}

let missed = 0;
for (const one of drawn()) {
  const files = one.code.filter((path) => path.endsWith('.ts'));
  const before = new Map(files.map((path) => [path, readFileSync(path, 'utf8')]));
  const restore = (): void => before.forEach((source, path) => writeFileSync(path, source));
  process.once('SIGINT', restore);
  let verdict: string;
  try {
    if (!runs(one)) verdict = 'red before anything was broken';
    else {
      const after = new Map([...before].map(([path, source]) => [path, broken(source, path)]));
      if ([...after].every(([path, source]) => source === before.get(path))) verdict = 'NOTHING TO BREAK';
      else {
        after.forEach((source, path) => writeFileSync(path, source));
        verdict = runs(one) ? 'STAYS GREEN' : 'turns red';
      }
    }
  } finally {
    restore();
    process.off('SIGINT', restore);
  }
  if (verdict !== 'turns red') missed += 1;
  process.stdout.write(`${one.id}  ${verdict}  ${files.join(' ')}\n`);
}
rmSync(folder, { recursive: true });
process.stdout.write(`${missed} of them not shown\n`);
process.exit(missed === 0 ? 0 : 1);
