/**
 * Makes a fresh clone ready to run: npm packages as the lock file says, and the Node version that they bring.
 * Plain JavaScript for Node 20 without packages, because nothing is there yet.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.packline-lock');
const NODE_MAJOR = 24;
const LOCK_WAIT_MS = 10 * 60_000;

export const nodeBinary = join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * Installs what is missing.
 * @returns the path of the Node binary to go on with
 * @throws Error with a message for the person at the terminal
 */
export function bootstrap() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  if (isInstalled(wanted)) return nodeBinary;
  const release = takeTurn();
  try {
    // Another start may have installed while we waited for our turn.
    if (isInstalled(wanted)) return nodeBinary;
    if (!matchesLock(JSON.parse(lock.toString()))) install();
    const version = nodeVersion();
    if (!version?.startsWith(`v${NODE_MAJOR}.`)) {
      throw new Error(
        `npm did not install Node ${NODE_MAJOR} (found: ${version ?? 'none'}).\n` +
          'Are install scripts switched off (npm config get ignore-scripts)? Switch them on and try again.',
      );
    }
    writeFileSync(STAMP, wanted);
    return nodeBinary;
  } finally {
    release();
  }
}

function isInstalled(wanted) {
  return existsSync(nodeBinary) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted;
}

function nodeVersion() {
  if (!existsSync(nodeBinary)) return undefined;
  const run = spawnSync(nodeBinary, ['--version'], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : undefined;
}

/** True where someone ran `npm install` by hand and what npm noted as installed is what the lock file wants. */
function matchesLock(lock) {
  const noted = join(MODULES, '.package-lock.json');
  if (!existsSync(noted) || !existsSync(nodeBinary)) return false;
  const installed = JSON.parse(readFileSync(noted, 'utf8')).packages ?? {};
  return Object.entries(lock.packages ?? {}).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    if (!found) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function install() {
  process.stderr.write('Installing npm packages (first start, or the lock file changed) …\n');
  const args = ['ci', '--include=dev', '--loglevel=error', '--no-progress'];
  const options = {
    cwd: ROOT,
    stdio: ['ignore', process.stderr, process.stderr],
    // What this script needs: the development packages, and install scripts (they bring Node 24).
    env: { ...process.env, NODE_ENV: '', npm_config_ignore_scripts: 'false' },
  };
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const run =
    npm && /\.[cm]?js$/.test(npm)
      ? spawnSync(node || process.execPath, [npm, ...args], options)
      : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (run.error || run.status !== 0) {
    throw new Error(
      `npm ci failed (${run.error?.message ?? `exit ${run.status ?? run.signal}`}); see above.`,
    );
  }
}

/** Two starts on one clone must not install at once. A lock that is older than its longest use is left over. */
function takeTurn() {
  const lock = join(ROOT, 'out', 'installing');
  mkdirSync(dirname(lock), { recursive: true });
  const end = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    try {
      mkdirSync(lock);
      return () => rmSync(lock, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age > LOCK_WAIT_MS) rmSync(lock, { recursive: true, force: true });
      else if (Date.now() > end)
        throw new Error(`${lock} is in the way: is another install running?`, { cause: error });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
}
