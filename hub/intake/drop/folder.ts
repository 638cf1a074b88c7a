import { mkdir, readFile, readdir, rename, stat, writeFile, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { channelNamed } from '../channels.ts';
import { repeated } from '../../repeated.ts';
import type { UnitDeps } from '../unit.ts';
import { MAX_FILE_BYTES } from './table.ts';
import { reportCsv, takeFile, type FileReport } from './take-file.ts';

/** `DROP/SITE/CHANNEL/*.csv|xlsx`; what was taken goes to `done/`, what was not to `failed/`, each with its report. */
const TABLE = /^[^.~].*\.(?:csv|txt|tsv|xlsx)$/i;
const REPORT = '.report.csv';
const EVERY_MS = 5_000;

export interface DropFolder {
  /** Looks once. A file is taken when it has not changed since the look before. @returns how many were taken up */
  look(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

/** Takes files out of a folder: intake for those who have no API. */
export function createDropFolder(
  deps: UnitDeps & { readonly directory: string; readonly log: (line: string) => void },
): DropFolder {
  let seen = new Map<string, string>();

  const folders = async (path: string): Promise<string[]> =>
    (await readdir(path, { withFileTypes: true }))
      .filter((each) => each.isDirectory())
      .map((each) => each.name);

  async function look(): Promise<number> {
    const now = new Map<string, string>();
    let taken = 0;
    for (const site of await folders(deps.directory)) {
      for (const name of await folders(join(deps.directory, site))) {
        const folder = join(deps.directory, site, name);
        const files = (await readdir(folder)).filter((file) => TABLE.test(file) && !file.endsWith(REPORT));
        if (files.length === 0) continue;
        const channel = await channelNamed(deps.store, site, name);
        if (!channel) continue;
        for (const file of files.sort()) {
          const path = join(folder, file);
          const found = await lstat(path).catch(() => undefined);
          if (!found?.isFile()) continue;
          const state = `${found.size} ${found.mtimeMs}`;
          now.set(path, state);
          // Somebody may still be writing it.
          if (seen.get(path) !== state) continue;
          const report: FileReport =
            found.size > MAX_FILE_BYTES
              ? { outcome: 'refused', code: 'too_large', accepted: 0, already: 0, refused: 0, lines: [] }
              : await takeFile(deps, channel, await readFile(path));
          await putAway(folder, file, report);
          now.delete(path);
          taken += 1;
        }
      }
    }
    seen = now;
    return taken;
  }

  /** The report first: a file that lies in `done` has one. */
  async function putAway(folder: string, file: string, report: FileReport): Promise<void> {
    const to = join(folder, report.outcome === 'refused' ? 'failed' : 'done');
    await mkdir(to, { recursive: true });
    let name = file;
    for (let n = 2; await exists(join(to, name)); n += 1) name = file.replace(/(\.[^.]+)$/, ` (${n})$1`);
    await writeFile(join(to, `${name}${REPORT}`), reportCsv(report));
    await rename(join(folder, file), join(to, name));
  }

  const exists = (path: string): Promise<boolean> =>
    stat(path).then(
      () => true,
      () => false,
    );

  async function turn(): Promise<void> {
    try {
      await look();
    } catch (error) {
      const { code } = error as { code?: unknown };
      deps.log(`drop folder: ${typeof code === 'string' ? code : error instanceof Error ? error.name : ''}`);
    }
  }
  const { start, stop } = repeated(turn, EVERY_MS);
  return { look, start, stop };
}
