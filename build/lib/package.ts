import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, Platform } from 'electron-builder';
import { buildApp } from './app.ts';
import { findElectron } from './electron.ts';
import { inRoot, OUT, ROOT } from './paths.ts';

/** Where the Linux directory build lies in the output folder. */
const FOLDER = 'linux-unpacked';

/**
 * The Linux directory build, offline. Where Electron's binary is not here, a stand-in takes its place: the packaged
 * files are the same, but the program does not run and its fuses are not set.
 */
export async function packageApp(
  output = inRoot('release'),
): Promise<{ readonly folder: string; readonly hasElectron: boolean }> {
  await buildApp();
  const electron = findElectron();
  const folder = join(output, FOLDER);
  rmSync(folder, { recursive: true, force: true });
  await build({
    projectDir: ROOT,
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    config: {
      directories: { output },
      ...(electron
        ? { electronDist: dirname(electron) }
        : { electronDist: makeStandIn(), electronFuses: null }),
    },
  });
  return { folder, hasElectron: electron !== undefined };
}

/** A folder with the names that electron-builder looks for in Electron's. */
function makeStandIn(): string {
  const folder = join(OUT, 'electron-stand-in');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'), { recursive: true });
  writeFileSync(
    join(folder, 'electron'),
    '#!/bin/sh\necho "This build holds a stand-in for Electron." >&2\nexit 1\n',
  );
  chmodSync(join(folder, 'electron'), 0o755);
  writeFileSync(join(folder, 'locales', 'en-US.pak'), '');
  writeFileSync(join(folder, 'LICENSES.chromium.html'), '');
  copyFileSync(inRoot('node_modules/electron/LICENSE'), join(folder, 'LICENSE'));
  return folder;
}
