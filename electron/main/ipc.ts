import { stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { app, dialog, ipcMain } from 'electron';
import type { BrowserWindow, IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { ACCEPT_PATH, GIVE_PORT, SAVE_DOWNLOAD, WANT_PORT } from '../../shared/contract/hosts.ts';
import type { AcceptAnswer, SaveAnswer } from '../../shared/contract/hosts.ts';
import { isPage } from './page.ts';
import type { StationProcess } from './station-process.ts';

const REFUSED = { ok: false, code: 'refused' } as const;

/** Answers the preload of our own window; every other sender is refused. */
export function answerPages(station: StationProcess, ourWindow: () => BrowserWindow | undefined): void {
  function isOurs({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
    const window = ourWindow();
    if (!window || window.isDestroyed() || sender !== window.webContents) return false;
    // Only the page itself, not a frame in it; null once it has navigated away.
    return senderFrame !== null && senderFrame === sender.mainFrame && isPage(senderFrame.url);
  }

  ipcMain.on(WANT_PORT, (event) => {
    if (!isOurs(event)) return;
    const { sender } = event;
    station.connect(sender, (port) => {
      if (!sender.isDestroyed()) sender.postMessage(GIVE_PORT, null, [port]);
    });
  });

  ipcMain.handle(ACCEPT_PATH, async (event, path: unknown): Promise<AcceptAnswer> => {
    if (!isOurs(event)) return REFUSED;
    if (typeof path !== 'string' || !isAbsolute(path) || !(await isFile(path)))
      return { ok: false, code: 'unreadable' };
    return station.acceptPath(path);
  });

  ipcMain.handle(SAVE_DOWNLOAD, async (event, token: unknown, name: unknown): Promise<SaveAnswer> => {
    const window = ourWindow();
    if (!isOurs(event) || !window) return REFUSED;
    if (typeof token !== 'string' || typeof name !== 'string') return { ok: false, code: 'unknown-token' };
    const defaultPath = join(app.getPath('downloads'), basename(name) || 'packline');
    const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath });
    if (canceled || !filePath) return { ok: true, saved: false };
    const answer = await station.save(token, filePath);
    return answer.ok ? { ok: true, saved: true } : answer;
  });
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
