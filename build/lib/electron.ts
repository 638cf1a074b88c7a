import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, OUT, tool } from './paths.ts';
import { runNode } from './run.ts';

const DOWNLOAD_LIMIT_MS = 30_000;
/** After a download that failed, the next start does not wait for it again. */
const RETRY_AFTER_MS = 24 * 3_600_000;
const FAILED = join(OUT, 'electron-download-failed');

/** The Electron binary where it was downloaded, else undefined. */
export function findElectron(): string | undefined {
  const folder = inRoot('node_modules/electron');
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return undefined;
  const path = join(
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'),
    readFileSync(note, 'utf8'),
  );
  return existsSync(path) ? path : undefined;
}

/** The binary, downloaded where it is missing; or why there is none. */
export async function ensureElectron(
  insist: boolean,
  say: (line: string) => void,
): Promise<{ readonly path: string } | { readonly reason: string }> {
  const found = findElectron();
  if (found) return { path: found };
  const failedAt = statSync(FAILED, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (!insist && Date.now() - failedAt < RETRY_AFTER_MS) {
    return { reason: 'Electron could not be downloaded today (npm start -- --host electron tries again)' };
  }
  say(`Downloading Electron (at most ${DOWNLOAD_LIMIT_MS / 1000} s) …`);
  const { timedOut } = await runNode(tool.electronInstall, [], {
    capture: true,
    timeoutMs: DOWNLOAD_LIMIT_MS,
  });
  const downloaded = findElectron();
  if (downloaded) return { path: downloaded };
  writeFileSync(FAILED, '');
  return {
    reason: timedOut ? 'Electron’s download took longer than 30 s' : 'Electron cannot be downloaded here',
  };
}
