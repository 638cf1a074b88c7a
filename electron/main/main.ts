import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, Menu, powerMonitor } from 'electron';
import { defaultDataFolder } from '../../shared/contract/data-folder.ts';
import { EXIT_CODES, failureMessage, failureOf } from '../../shared/contract/failure.ts';
import type { HostFailure } from '../../shared/contract/failure.ts';
import type { PowerEvent } from '../../shared/contract/hosts.ts';
import { readFlags } from './flags.ts';
import type { Flags } from './flags.ts';
import { answerPages } from './ipc.ts';
import { loadDataKey } from './key.ts';
import { declareScheme, lockDown, PAGE_ORIGIN, servePage } from './page.ts';
import { startStationProcess } from './station-process.ts';
import type { StationProcess } from './station-process.ts';

export interface MainOptions {
  readonly argv: readonly string[];
  /** The folder of the built hosts: `preload.cjs`, `station.js`, and the page in `../renderer`. */
  readonly folder: string;
}

/** The Electron host: one window on one station. */
export async function startMain({ argv, folder }: MainOptions): Promise<void> {
  const flags = readFlags(argv);
  const dataDir =
    flags.data ?? defaultDataFolder({ platform: process.platform, env: process.env, home: homedir() });
  let window: BrowserWindow | undefined;
  let station: StationProcess | undefined;
  let quitting = false;

  function fail(failure: HostFailure): void {
    dialog.showErrorBox('Packline', `${failureMessage(failure, app.getLocale())}\n\n${dataDir}`);
    app.exit(EXIT_CODES[failure]);
  }

  app.enableSandbox();
  declareScheme();
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    await app.whenReady();
    return fail(failureOf(error));
  }
  // Chromium's own files lie with the data, so that the lock below is one for each data folder.
  app.setPath('userData', join(dataDir, 'electron'));
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write(`${failureMessage('storage-locked', app.getLocale())}\n${dataDir}\n`);
    return app.exit(EXIT_CODES['storage-locked']);
  }
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (quitting || !station) return;
    // The station finishes what it is writing first.
    event.preventDefault();
    quitting = true;
    void station.close().then(() => app.exit(0));
  });

  await app.whenReady();
  try {
    lockDown();
    servePage(join(folder, '../renderer'));
    const started = startStationProcess({
      entry: join(folder, 'station.js'),
      hubEntry: join(folder, '../hub/main.js'),
      start: {
        t: 'start',
        dataDir,
        version: app.getVersion(),
        ...(await loadDataKey(dataDir)),
        ...(app.isPackaged ? { fontsDir: join(process.resourcesPath, 'fonts') } : {}),
      },
      onFailed: fail,
    });
    station = started;
    answerPages(started, () => window);
    forwardPower(started);
    if (process.platform !== 'darwin') Menu.setApplicationMenu(null);
    window = openWindow(flags, join(folder, 'preload.cjs'));
  } catch (error) {
    fail(failureOf(error));
  }
}

function openWindow(flags: Flags, preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1600,
    height: 1000,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    kiosk: flags.kiosk,
    fullscreen: flags.fullscreen,
    backgroundColor: '#101418',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // The bench goes on in the background, and speaks by sound before anyone has clicked.
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
      additionalArguments: flags.kiosk ? ['--packline-kiosk'] : [],
    },
  });
  window.once('ready-to-show', () => window.show());
  // A page that crashed comes back; the station has what was done.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload();
  });
  const query = flags.bench === undefined ? '' : `?${new URLSearchParams({ bench: flags.bench }).toString()}`;
  void window.loadURL(`${PAGE_ORIGIN}/${query}`);
  return window;
}

function forwardPower(station: StationProcess): void {
  const tell = (event: PowerEvent) => (): void => station.power(event);
  powerMonitor.on('suspend', tell('suspend'));
  powerMonitor.on('resume', tell('resume'));
  powerMonitor.on('shutdown', tell('shutdown'));
}
