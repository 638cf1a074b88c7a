/**
 * `npm run doctor [-- --data DIR] [--repair] [--key-file FILE]`: what of this machine Packline needs or can use, then the data
 * folder itself, by `packline doctor`. Exit code 1 where Packline cannot run or the data are not well, else that of `packline`.
 */
import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataFolder } from '../../shared/contract/data-folder.ts';
import { findChromium } from '../lib/chromium.ts';
import { findElectron } from '../lib/electron.ts';
import { inRoot } from '../lib/paths.ts';
import { run } from '../lib/run.ts';
import { hasDisplay } from '../lib/window.ts';

/** Free space below which a data folder is too small for a season's work, in bytes. */
const LOW_SPACE = 2 * 1024 ** 3;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    'key-file': { type: 'string' },
    repair: { type: 'boolean' },
    json: { type: 'boolean' },
  },
});
const dataDir = resolve(
  values.data ?? defaultDataFolder({ platform: process.platform, env: process.env, home: homedir() }),
);
let broken = 0;

type Finding = 'ok' | 'note' | 'broken';
function tell(finding: Finding, text: string): void {
  if (finding === 'broken') broken += 1;
  process.stdout.write(`${{ ok: '✓', note: '–', broken: '✗' }[finding]} ${text}\n`);
}

tell('ok', `Node ${process.versions.node}`);
checkSqlite();
checkData();
const electron = findElectron();
tell(
  electron ? 'ok' : 'note',
  electron ? `Electron: ${electron}` : 'Electron’s binary is not here (npm start tries to download it)',
);
const browser = findChromium();
tell(
  browser ? 'ok' : 'note',
  browser ? `Browser: ${browser}` : 'no Chromium, Chrome or Edge: npm start prints an address',
);
tell(
  hasDisplay(process.env) ? 'ok' : 'note',
  hasDisplay(process.env) ? 'a display' : 'no display: npm start prints an address',
);
const font = inRoot('node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
tell(existsSync(font) ? 'ok' : 'broken', 'label font Noto Sans SC');
if (process.platform === 'linux') await checkDevices();
process.exitCode = (await checkFolder()) || (broken === 0 ? 0 : 1);

/** What lies in the folder is the station's to judge. @returns its exit code */
async function checkFolder(): Promise<number> {
  if (!existsSync(join(dataDir, 'packline.sqlite'))) return 0;
  const keyFile = values['key-file'];
  const args = [inRoot('electron/serve/cli.ts'), 'doctor', '--data', dataDir];
  if (keyFile !== undefined) args.push('--key-file', keyFile);
  if (values.repair) args.push('--repair');
  if (values.json) args.push('--json');
  const { code } = await run(process.execPath, args);
  return code;
}

function checkSqlite(): void {
  const database = new DatabaseSync(':memory:');
  const row = database.prepare('select sqlite_version() as version').get();
  const options = database
    .prepare('pragma compile_options')
    .all()
    .map((option) => String(option['compile_options']));
  const fts = options.includes('ENABLE_FTS5');
  tell(
    fts ? 'ok' : 'broken',
    `SQLite ${String(row?.['version'])}${fts ? '' : ' without full-text search (FTS5)'}`,
  );
  database.close();
}

function checkData(): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
    const { bavail, bsize } = statfsSync(dataDir);
    const free = bavail * bsize;
    tell(
      free < LOW_SPACE ? 'note' : 'ok',
      `data folder ${dataDir}, ${(free / 1024 ** 3).toFixed(1)} GB free`,
    );
  } catch (error) {
    tell('broken', `data folder ${dataDir}: ${(error as Error).message}`);
  }
}

async function checkDevices(): Promise<void> {
  const udev = existsSync('/usr/bin/udevadm') || existsSync('/bin/udevadm') || existsSync('/sbin/udevadm');
  tell(
    udev ? 'ok' : 'note',
    udev ? 'serial ports can be listed' : 'no udevadm: type the path of the serial port by hand',
  );
  const { code, output } = await run('id', ['-nG'], { capture: true });
  const mayOpen = process.getuid?.() === 0 || (code === 0 && /\b(dialout|uucp)\b/.test(output));
  tell(
    mayOpen ? 'ok' : 'note',
    mayOpen ? 'serial ports may be opened' : 'you are not in the group dialout: serial guns cannot be opened',
  );
  const cups = await run('lpstat', ['-r'], { capture: true });
  tell(
    cups.code === 0 ? 'ok' : 'note',
    cups.code === 0 ? 'printer queues (CUPS)' : 'no CUPS: print to a TCP, serial or device-file printer',
  );
}
