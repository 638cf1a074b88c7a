import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tool } from './paths.ts';
import { isRoot, run, runNode } from './run.ts';

const ON_PATH = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const WINDOWS = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
const DOWNLOAD_LIMIT_MS = 5 * 60_000;

/** An installed Chromium, Chrome or Edge: its path, or undefined. `PACKLINE_CHROMIUM` goes first. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const candidates = [env['PACKLINE_CHROMIUM'] ?? ''];
  if (process.platform === 'darwin') candidates.push(...MAC);
  else if (process.platform === 'win32') {
    for (const base of [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]) {
      if (base) candidates.push(...WINDOWS.map((name) => join(base, name)));
    }
  } else {
    for (const name of ON_PATH) {
      candidates.push(...(env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)));
    }
  }
  return candidates.find((path) => path !== '' && isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Playwright's own Chromium, where it was downloaded. */
async function findPlaywrights(): Promise<string | undefined> {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

/**
 * A Chromium for the tests: the installed one, else Playwright's, else Debian's package when we are root.
 * @returns its path, or a message that says what to do.
 */
export async function ensureChromium(
  say: (line: string) => void,
): Promise<{ readonly path: string } | { readonly problem: string }> {
  const found = findChromium() ?? (await findPlaywrights());
  if (found) return { path: found };
  say('No Chromium here: downloading Playwright’s …');
  const download = await runNode(tool.playwright, ['install', 'chromium'], { timeoutMs: DOWNLOAD_LIMIT_MS });
  const downloaded = download.code === 0 ? await findPlaywrights() : undefined;
  if (downloaded) return { path: downloaded };
  if (isRoot() && existsSync('/usr/bin/apt-get')) {
    say('Playwright’s Chromium cannot be had: installing Debian’s package …');
    await aptInstall(['chromium']);
    const installed = findChromium();
    if (installed) return { path: installed };
  }
  return {
    problem:
      'No Chromium for the end-to-end tests. Install Chromium, Chrome or Edge ' +
      '(Debian: apt-get install chromium), or set PACKLINE_CHROMIUM to its path.',
  };
}

/** Debian packages that the tests need, each with a file that shows that it is there. */
const DEBIAN_PACKAGES: readonly (readonly [name: string, proof: string])[] = [
  ['socat', '/usr/bin/socat'],
  ['zbar-tools', '/usr/bin/zbarimg'],
  ['udev', '/usr/bin/udevadm'],
  ['xvfb', '/usr/bin/Xvfb'],
  ['xdotool', '/usr/bin/xdotool'],
  ['fonts-noto-cjk', '/usr/share/fonts/opentype/noto'],
  // The recorder of the power-loss tests is compiled.
  ['gcc', '/usr/bin/gcc'],
  ['libc6-dev', '/usr/include/stdio.h'],
  // The hub's store is tested on a server of the tests' own (test/lib/postgres.ts).
  ['postgresql', '/usr/lib/postgresql'],
  // Printing through a print service of the tests' own (test/lib/cups.ts).
  ['cups', '/usr/sbin/cupsd'],
];

/** Installs the missing ones when we are root on Debian. @returns the names that are still missing. */
export async function ensureDebianPackages(say: (line: string) => void): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const missing = (): string[] =>
    DEBIAN_PACKAGES.filter(([, proof]) => !existsSync(proof)).map(([name]) => name);
  const wanted = missing();
  if (wanted.length > 0 && isRoot() && existsSync('/usr/bin/apt-get')) {
    say(`Installing ${wanted.join(', ')} …`);
    await aptInstall(wanted);
  }
  return missing();
}

async function aptInstall(packages: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  const first = await run('apt-get', args, { env, capture: true, timeoutMs: DOWNLOAD_LIMIT_MS });
  if (first.code === 0) return;
  // A fresh image has no package lists yet.
  await run('apt-get', ['update', '-qq'], { env, capture: true, timeoutMs: DOWNLOAD_LIMIT_MS });
  await run('apt-get', args, { env, timeoutMs: DOWNLOAD_LIMIT_MS });
}
