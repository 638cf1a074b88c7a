import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { stationError } from '../station/failures.ts';
import { databaseFile } from '../station/services/backups/places.ts';
import {
  backupFolder,
  prepareRestore,
  previewRestore,
  rawFile,
  readReport,
  refusalOf,
  takeBackup,
  type Preview,
} from '../station/services/backups/index.ts';
import { openDatabase } from '../station/database/index.ts';
import { lockDirectory, openStoredFile } from '../station/storage/index.ts';

/** What a command prints and where it works. */
export interface CommandOptions {
  readonly dataDir: string;
  /** Undefined where the folder has none yet. */
  readonly key: Uint8Array | undefined;
  readonly version: string;
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
}

/**
 * `backup [FILE]`: beside a running station or without one; into the folder of backups where no file is named.
 * @returns the exit code
 */
export async function backupCommand(
  file: string | undefined,
  { dataDir, key, version, say, complain }: CommandOptions,
): Promise<number> {
  const source = databaseFile(dataDir);
  if (!existsSync(source) || !key) {
    complain(`there are no data in ${dataDir}`);
    return 1;
  }
  const target = file === undefined ? undefined : resolve(file);
  if (target !== undefined && existsSync(target)) {
    complain(`${target} is there already`);
    return 1;
  }
  try {
    const stored = openStoredFile(source, { key });
    const identity = stored.get('config', 'station')?.document?.['value'] as
      Record<string, unknown> | undefined;
    stored.close();
    const taken = await takeBackup({
      source,
      raw: rawFile(dataDir, process.pid),
      folder: target === undefined ? backupFolder(dataDir) : dirname(target),
      kind: 'manual',
      key,
      about: {
        version,
        station: String(identity?.['station'] ?? ''),
        site: String(identity?.['site'] ?? ''),
      },
      now: () => Date.now(),
      ...(target === undefined ? {} : { target }),
    });
    const { folded, disagreeing } = taken.about.checked;
    say(JSON.stringify({ file: taken.path, bytes: taken.fileBytes, folded, disagreeing }));
    return 0;
  } catch (error) {
    const refusal = refusalOf(error);
    complain(`refused: ${refusal.code} ${JSON.stringify(refusal.data)}`);
    return 1;
  }
}

/**
 * `restore FILE [--yes]`: without `--yes` it says what would come and go.
 * @param start opens the station once, which carries the restore out
 */
export async function restoreCommand(
  file: string,
  yes: boolean,
  { dataDir, key, say, complain }: CommandOptions,
  start: () => Promise<{ close(): Promise<void> }>,
): Promise<number> {
  if (!key) {
    complain(`the key of the backup must be in ${dataDir} first (or name it by --key-file)`);
    return 1;
  }
  const path = resolve(file);
  let preview: Preview;
  try {
    preview = await previewRestore(path, dataDir, key);
  } catch (error) {
    complain(`refused: ${refusalOf(error).code}`);
    return 1;
  }
  const { manifest, about, holds, present, lost } = preview;
  const taken = new Date(manifest.at).toISOString();
  say(
    JSON.stringify({
      backup: basename(path),
      taken,
      station: about.station,
      version: about.version,
      holds,
      present,
      lost,
    }),
  );
  if (!yes) {
    say('nothing was changed; --yes restores it');
    return 0;
  }
  try {
    // A station that runs would swap nothing until its next start.
    lockDirectory(dataDir).release();
  } catch (error) {
    throw stationError(error);
  }
  try {
    await prepareRestore({ path, dataDir, key, by: 'SYS', id: `cli-${Date.now()}`, now: Date.now() });
  } catch (error) {
    complain(`refused: ${refusalOf(error).code}`);
    return 1;
  }
  const station = await start();
  await station.close();
  const db = await openDatabase({ directory: dataDir, key, onFatal: () => undefined });
  try {
    const report = await readReport(db);
    if (report) {
      const { carried, gap, asked, held, missing } = report;
      say(
        JSON.stringify({
          restored: report.backup,
          present: report.present,
          carried,
          gap,
          asked,
          held,
          missing,
        }),
      );
    }
  } finally {
    await db.close();
  }
  return 0;
}
