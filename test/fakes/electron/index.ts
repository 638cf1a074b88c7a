/**
 * A stand-in of the `electron` module that refuses what Electron refuses (or lets pass and then does not work):
 * calls before `ready`, windows without sandbox, ports through `parentPort`, ports given away twice,
 * the deprecated synchronous calls of `safeStorage`, a preload that is no CommonJS.
 */
import { app, powerMonitor } from './app.ts';
import { ipcMain } from './ipc.ts';
import { utilityProcess } from './process.ts';
import { state } from './state.ts';
import { BrowserWindow } from './window.ts';

export { app, dialog, Menu, powerMonitor, protocol, safeStorage, session } from './app.ts';
export { contextBridge, ipcMain, ipcRenderer, webUtils } from './ipc.ts';
export { FakePort, MessageChannelMain } from './ports.ts';
export { FakeUtilityProcess, utilityProcess } from './process.ts';
export { ElectronRefusal, state } from './state.ts';
export { BrowserWindow } from './window.ts';

const initial = structuredClone({ keyStore: state.keyStore });

/** A new process. */
export function resetElectron(): void {
  Object.assign(state, {
    ready: false,
    whenReady: [],
    lockHeldElsewhere: false,
    sandboxEnforced: false,
    exitCode: undefined,
    errorBoxes: [],
    saveTo: undefined,
    saveDialogs: [],
    menuRemoved: false,
    keyStore: { ...initial.keyStore },
    permission: {},
    sender: undefined,
  });
  for (const map of [state.schemes, state.handlers, state.paths, state.exposed, state.rendererListeners])
    map.clear();
  app.removeAllListeners();
  powerMonitor.removeAllListeners();
  ipcMain.reset();
  BrowserWindow.all = [];
  utilityProcess.forked = [];
  utilityProcess.onFork = () => undefined;
}

/** Electron is ready: who waited goes on. */
export async function becomeReady(): Promise<void> {
  state.ready = true;
  for (const go of state.whenReady.splice(0)) go();
  await new Promise((resolve) => setTimeout(resolve, 0));
}
