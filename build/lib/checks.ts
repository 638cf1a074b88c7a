import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, OUT, ROOT, SOURCE_FOLDERS, tool } from './paths.ts';
import { runNode } from './run.ts';
import { listFiles } from './stamp.ts';

/** One thing that holds or does not. `detail` is shown where it does not. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** The long ones first, so that two at a time end together. */
const PROJECTS = [
  'test',
  'electron/station',
  'hub',
  'renderer',
  'electron/serve',
  'electron/main',
  'electron/preload',
  'shared',
  'build',
];

/** Lint, a type check for each runtime, layers and licences, two at a time. */
export async function checkSource(): Promise<Check[]> {
  const projects = PROJECTS.filter((project) => existsSync(inRoot(project, 'tsconfig.json')));
  const jobs: (() => Check | Promise<Check>)[] = [
    () => checkLint('tests', ['test']),
    () => checkLint('product', ['.', '--ignore-pattern', 'test/']),
    ...projects.map((project) => () => checkTypes(project)),
    () => checkLayers(),
    checkLicences,
  ];
  const checks: Check[] = [];
  const work = jobs.values();
  const worker = async (): Promise<void> => {
    for (const job of work) checks.push(await job());
  };
  await Promise.all([worker(), worker()]);
  return checks.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function checkTypes(project: string): Promise<Check> {
  // Two checks at a time have the two cores already.
  const args = ['-p', project, '--pretty', 'false', '--singleThreaded'];
  const { code, output } = await runNode(tool.tsc, args, { capture: true });
  return { name: `types ${project}`, ok: code === 0, detail: output };
}

interface CruiseResult {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string; readonly severity: string };
    }[];
  };
  readonly modules: readonly { readonly source: string; readonly coreModule?: boolean }[];
}

/**
 * The table of layers. dependency-cruiser exits 0 when it understands no file at all, so every source file
 * must be among those that it looked at.
 */
export async function checkLayers(root = ROOT): Promise<Check> {
  const present = SOURCE_FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...present];
  const { output } = await runNode(tool.depcruise, args, { capture: true, cwd: root });
  const name = 'layers';
  let result: CruiseResult;
  try {
    result = JSON.parse(output.slice(output.indexOf('{'))) as CruiseResult;
  } catch {
    return { name, ok: false, detail: output };
  }
  const seen = new Set(result.modules.map((module) => module.source));
  const unseen = listFiles(present, isSource, root).filter((file) => !seen.has(file));
  const faults = result.summary.violations.map(
    ({ rule, from, to }) => `${rule.severity} ${rule.name}: ${from} → ${to}`,
  );
  faults.push(...unseen.map((file) => `not checked: ${file}`));
  return { name, ok: faults.length === 0 && seen.size > 0, detail: faults.join('\n') };
}

const isSource = (path: string): boolean => /\.tsx?$/.test(path) && !path.endsWith('.d.ts');

/** Reading the types takes most of its time: the product's and the tests' at the same time. */
async function checkLint(what: string, places: readonly string[]): Promise<Check> {
  const args = [...places, '--max-warnings=0', '--cache', '--cache-location', `${OUT}/eslint/${what}`];
  const { code, output } = await runNode(tool.eslint, args, { capture: true });
  return { name: `lint ${what}`, ok: code === 0, detail: output };
}

export async function checkFormat(): Promise<Check> {
  const { code, output } = await runNode(tool.prettier, ['--check', '.', '--log-level=warn'], {
    capture: true,
  });
  return { name: 'format', ok: code === 0, detail: output };
}

/** The packages are those of the list, with a licence that we may ship. */
function checkLicences(): Check {
  const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')) as {
    packages: Record<string, { license?: string }>;
  };
  const refused = Object.entries(lock.packages)
    .filter(
      ([path, { license }]) =>
        path !== '' && /\b(A?GPL|SSPL)/.test(license ?? '') && !/LGPL| OR /i.test(license ?? ''),
    )
    .map(([path, { license }]) => `${path}: ${license ?? ''}`);
  return { name: 'licences', ok: refused.length === 0, detail: refused.join('\n') };
}
