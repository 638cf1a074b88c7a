import { EventEmitter } from 'node:events';
import { needsReady, refuse, state } from './state.ts';

class FakeApp extends EventEmitter {
  readonly isPackaged = false;
  enableSandbox(): void {
    if (state.ready) refuse('enableSandbox after ready');
    state.sandboxEnforced = true;
  }
  whenReady(): Promise<void> {
    return state.ready ? Promise.resolve() : new Promise((resolve) => state.whenReady.push(resolve));
  }
  isReady(): boolean {
    return state.ready;
  }
  setPath(name: string, path: string): void {
    state.paths.set(name, path);
  }
  getPath(name: string): string {
    return state.paths.get(name) ?? `/home/somebody/${name}`;
  }
  getVersion(): string {
    return '0.0.0-test';
  }
  getLocale(): string {
    return 'zh-CN';
  }
  requestSingleInstanceLock(): boolean {
    // The lock lies in userData: asked before the path is set, it would be another folder's.
    if (!state.paths.has('userData')) refuse('single-instance lock before userData is set');
    return !state.lockHeldElsewhere;
  }
  quit(): void {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) this.exit(0);
  }
  exit(code = 0): void {
    state.exitCode ??= code;
  }
}

export const app = new FakeApp();

export const protocol = {
  registerSchemesAsPrivileged(
    schemes: { scheme: string; privileges?: { standard?: boolean; secure?: boolean } }[],
  ): void {
    if (state.ready) refuse('registerSchemesAsPrivileged after ready');
    if (state.schemes.size > 0) refuse('registerSchemesAsPrivileged can be called once');
    for (const { scheme, privileges } of schemes) {
      if (!privileges?.standard || !privileges.secure) refuse('a scheme without an origin of its own');
      state.schemes.add(scheme);
    }
  },
  handle(scheme: string, handler: (request: Request) => Promise<Response>): void {
    needsReady('protocol.handle');
    if (!state.schemes.has(scheme)) refuse(`${scheme} was not registered`);
    if (state.handlers.has(scheme)) refuse(`${scheme} has a handler`);
    state.handlers.set(scheme, handler);
  },
};

export const session = {
  get defaultSession() {
    needsReady('session.defaultSession');
    return {
      setPermissionRequestHandler: (handler: typeof state.permission.request) =>
        void (handler && (state.permission.request = handler)),
      setPermissionCheckHandler: (handler: () => boolean) => void (state.permission.check = handler),
      setDevicePermissionHandler: (handler: () => boolean) => void (state.permission.device = handler),
    };
  },
};

export const dialog = {
  showErrorBox: (title: string, content: string): void => void state.errorBoxes.push(`${title}: ${content}`),
  showSaveDialog(_window: unknown, options: { defaultPath?: string }) {
    needsReady('dialog.showSaveDialog');
    state.saveDialogs.push(options);
    const filePath = state.saveTo;
    return Promise.resolve(
      filePath === undefined ? { canceled: true, filePath: '' } : { canceled: false, filePath },
    );
  },
};

export const Menu = {
  setApplicationMenu: (menu: unknown): void => void (state.menuRemoved = menu === null),
};

class FakePowerMonitor extends EventEmitter {
  override on(event: string, listener: (...args: unknown[]) => void): this {
    needsReady('powerMonitor');
    return super.on(event, listener);
  }
}
export const powerMonitor = new FakePowerMonitor();

const synchronous = (): never => refuse('the synchronous calls of safeStorage are deprecated');

/** Seals by a mark and reversal: enough to see that what lies on disk is not the plain text. */
export const safeStorage = {
  isEncryptionAvailable: synchronous,
  encryptString: synchronous,
  decryptString: synchronous,
  setUsePlainTextEncryption: (): never => refuse('plain text is no encryption'),
  getSelectedStorageBackend: (): string => (state.ready ? state.keyStore.backend : 'unknown'),
  isAsyncEncryptionAvailable(): Promise<boolean> {
    needsReady('safeStorage');
    return Promise.resolve(state.keyStore.available);
  },
  encryptStringAsync(text: string): Promise<Buffer> {
    needsReady('safeStorage');
    if (!state.keyStore.available) return Promise.reject(new Error('encryption is not available'));
    return Promise.resolve(Buffer.from(`sealed:${[...text].reverse().join('')}`));
  },
  decryptStringAsync(bytes: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    needsReady('safeStorage');
    const text = bytes.toString();
    if (!state.keyStore.available || !text.startsWith('sealed:'))
      return Promise.reject(new Error('cannot decrypt'));
    const result = [...text.slice('sealed:'.length)].reverse().join('');
    return Promise.resolve({ result, shouldReEncrypt: state.keyStore.rotated });
  },
};
