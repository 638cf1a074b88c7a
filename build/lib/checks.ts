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

const PROJECTS = [
  'shared',
  'electron/station',
  'electron/serve',
  'electron/main',
  'electron/preload',
  'renderer',
  'hub',
  'build',
  'test',
];

/** One type check for each runtime, two at a time. */
export async function checkTypes(): Promise<Check[]> {
  const projects = PROJECTS.filter((project) => existsSync(inRoot(project, 'tsconfig.json')));
  const checks: Check[] = [];
  const work = projects.values();
  const worker = async (): Promise<void> => {
    for (const project of work) {
      const { code, output } = await runNode(tool.tsc, ['-p', project, '--pretty', 'false'], {
        capture: true,
      });
      checks.push({ name: `types ${project}`, ok: code === 0, detail: output });
    }
  };
  await Promise.all([worker(), worker()]);
  return checks.sort((a, b) => (a.name < b.name ? -1 : 1));
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

export async function checkLint(): Promise<Check> {
  const args = ['.', '--max-warnings=0', '--cache', '--cache-location', `${OUT}/eslint`];
  const { code, output } = await runNode(tool.eslint, args, { capture: true });
  return { name: 'lint', ok: code === 0, detail: output };
}

export async function checkFormat(): Promise<Check> {
  const { code, output } = await runNode(tool.prettier, ['--check', '.', '--log-level=warn'], {
    capture: true,
  });
  return { name: 'format', ok: code === 0, detail: output };
}

/** The packages are those of the list, with a licence that we may ship. */
export function checkLicences(): Check {
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
