import { EventEmitter } from 'node:events';
import { isAbsolute } from 'node:path';
import { app } from './app.ts';
import { transfer } from './ports.ts';
import { needsReady, refuse, state } from './state.ts';

interface WebPreferences {
  preload?: string;
  sandbox?: boolean;
  contextIsolation?: boolean;
  nodeIntegration?: boolean;
  webviewTag?: boolean;
  webSecurity?: boolean;
  additionalArguments?: string[];
}

export class FakeFrame {
  url = 'about:blank';
}

export class FakeWebContents extends EventEmitter {
  readonly mainFrame = new FakeFrame();
  destroyed = false;
  reloads = 0;
  windowOpenHandler: ((details: { url: string }) => { action: string }) | undefined;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  reload(): void {
    this.reloads += 1;
  }
  postMessage(channel: string, message: unknown, ports: readonly unknown[] = []): void {
    if (this.destroyed) refuse('Object has been destroyed');
    structuredClone(message);
    const moved = transfer(ports);
    queueMicrotask(() => state.rendererListeners.get(channel)?.({ ports: moved }));
  }
  /** A page or frame tries to go elsewhere. @returns whether it may. */
  tryNavigate(url: string, event: 'will-frame-navigate' | 'will-redirect' = 'will-frame-navigate'): boolean {
    let prevented = false;
    this.emit(event, { url, preventDefault: () => (prevented = true) });
    return !prevented;
  }
}

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  readonly webContents = new FakeWebContents();
  readonly options: { webPreferences?: WebPreferences; kiosk?: boolean };
  focused = 0;
  loaded: string | undefined;

  constructor(options: { webPreferences?: WebPreferences; kiosk?: boolean } = {}) {
    super();
    needsReady('new BrowserWindow');
    const { webPreferences: web = {} } = options;
    if (web.sandbox !== true) refuse('a window without sandbox');
    if (web.contextIsolation !== true) refuse('a window without context isolation');
    if (web.nodeIntegration !== false) refuse('a window with Node');
    if (web.webviewTag === true || web.webSecurity === false) refuse('a window with weakened security');
    if (!web.preload || !isAbsolute(web.preload)) refuse('preload needs an absolute path');
    if (!web.preload.endsWith('.cjs')) refuse('a sandboxed preload is CommonJS');
    this.options = options;
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    const { protocol } = new URL(url);
    const handler = state.handlers.get(protocol.slice(0, -1));
    if (!handler) refuse(`no handler for ${protocol}`);
    await handler(new Request(url));
    this.loaded = url;
    this.webContents.mainFrame.url = url;
  }
  isDestroyed(): boolean {
    return this.webContents.destroyed;
  }
  isMinimized(): boolean {
    return false;
  }
  restore(): void {
    return undefined;
  }
  show(): void {
    return undefined;
  }
  focus(): void {
    this.focused += 1;
  }
}
