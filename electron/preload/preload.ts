import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  ACCEPT_PATH,
  BRIDGE_NAME,
  GIVE_PORT,
  PORT_MESSAGE,
  SAVE_DOWNLOAD,
  WANT_PORT,
} from '../../shared/contract/hosts.ts';
import type { AcceptAnswer, Bridge, SaveAnswer } from '../../shared/contract/hosts.ts';

/** Gives the page its port to the station and three questions to main: nothing of Node or Electron itself. */
export function startPreload(argv: readonly string[]): void {
  const bridge: Bridge = {
    wantPort: () => ipcRenderer.send(WANT_PORT),
    acceptFile(file): Promise<AcceptAnswer> {
      // Only a file that the person chose or dropped has a path.
      const path = file instanceof File ? webUtils.getPathForFile(file) : '';
      if (path === '') return Promise.resolve({ ok: false, code: 'unreadable' });
      return ipcRenderer.invoke(ACCEPT_PATH, path) as Promise<AcceptAnswer>;
    },
    save: (token, suggestedName) =>
      ipcRenderer.invoke(SAVE_DOWNLOAD, token, suggestedName) as Promise<SaveAnswer>,
    language: navigator.language,
    kiosk: argv.includes('--packline-kiosk'),
  };
  contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
  // A port cannot cross the context bridge; it can be posted to the page's own window.
  ipcRenderer.on(GIVE_PORT, ({ ports }) => window.postMessage(PORT_MESSAGE, '*', [...ports]));
}
