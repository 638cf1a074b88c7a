import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startMain } from '../../../electron/main/main.ts';
import { startPreload } from '../../../electron/preload/preload.ts';
import { runStationProcess } from '../../../electron/station/host/process.ts';
import { createElectronHost } from '../../../renderer/host/index.ts';
import type { Connection } from '../../../renderer/host/index.ts';
import { EXIT_CODES } from '../../../shared/contract/failure.ts';
import type { Bridge } from '../../../shared/contract/hosts.ts';
import type { HubHost } from '../../../electron/station/types.ts';
import * as electron from '../../fakes/electron/index.ts';
import { bytesOf, createFakeStation, echoContract } from './fake-station.ts';
import { createFakeWindow } from './fake-window.ts';
import { waitFor } from '../../lib/until.ts';

let folder: string;
let dataDir: string;
let fake: ReturnType<typeof createFakeStation>;
let startError: (Error & { code?: string }) | undefined;
let started: { dataDir: string; key: unknown; hub?: HubHost }[];

beforeEach(() => {
  electron.resetElectron();
  folder = mkdtempSync(join(tmpdir(), 'packline-electron-'));
  dataDir = join(folder, 'data');
  mkdirSync(join(folder, 'out', 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'out', 'renderer', 'index.html'), 'page');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  fake = createFakeStation();
  startError = undefined;
  started = [];
  electron.utilityProcess.onFork = (child) =>
    runStationProcess(
      (options) => {
        started.push(options);
        return startError ? Promise.reject(startError) : Promise.resolve(fake.station);
      },
      child.parentPort,
      (code) => child.exit(code),
    );
});

afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true, force: true });
});

async function start(...flags: string[]): Promise<void> {
  const running = startMain({
    argv: ['electron', '.', '--data', dataDir, ...flags],
    folder: join(folder, 'out', 'electron'),
  });
  await electron.becomeReady();
  await running;
  await waitFor(() =>
    expect(started.length + (electron.state.exitCode === undefined ? 0 : 1)).toBeGreaterThan(0),
  );
  // The preload runs when the page has loaded.
  for (const window of electron.BrowserWindow.all) await waitFor(() => expect(window.loaded).toBeDefined());
}

function ourWindow(): electron.BrowserWindow {
  const [window] = electron.BrowserWindow.all;
  if (!window) throw new Error('no window');
  return window;
}

/** The preload runs in the main frame of our window. */
function loadPreload(): Bridge {
  const { webContents } = ourWindow();
  electron.state.sender = { sender: webContents, senderFrame: webContents.mainFrame };
  startPreload([]);
  return electron.state.exposed.get('packline') as Bridge;
}

describe('the start', () => {
  it('opens one sandboxed window on the page under its own scheme', async () => {
    await start('--kiosk', '--bench', '2');
    const window = ourWindow();
    expect(electron.state.sandboxEnforced).toBe(true);
    expect(window.loaded).toBe('app://packline/?bench=2');
    expect(window.options).toMatchObject({
      kiosk: true,
      webPreferences: { sandbox: true, contextIsolation: true },
    });
    expect(electron.utilityProcess.forked).toHaveLength(1);
    expect(started[0]).toMatchObject({ dataDir });
  });

  it('takes the lock of its data folder; a second start says so and starts nothing', async () => {
    electron.state.lockHeldElsewhere = true;
    await start();
    expect(electron.state.paths.get('userData')).toBe(join(dataDir, 'electron'));
    expect(electron.state.exitCode).toBe(3);
    expect(electron.utilityProcess.forked).toEqual([]);
  });

  it('by someone else brings our window to the front', async () => {
    await start();
    electron.app.emit('second-instance');
    expect(ourWindow().focused).toBe(1);
  });

  it.each([
    ['storage-locked', 3, /已在此数据文件夹上运行/],
    ['storage-newer', 4, /更新版本/],
    ['ENOSPC', 6, /磁盘/],
  ])('that the station refuses with %s tells the person why and ends', async (code, exitCode, text) => {
    startError = Object.assign(new Error('Zhang San'), { code });
    await start();
    await waitFor(() => expect(electron.state.exitCode).toBe(exitCode));
    expect(electron.state.errorBoxes.join()).toMatch(text);
    expect(electron.state.errorBoxes.join()).not.toContain('Zhang San');
    expect(electron.utilityProcess.forked).toHaveLength(1);
  });
});

describe('the page', () => {
  const get = async (url: string) => {
    const handler = electron.state.handlers.get('app');
    const answer = await handler?.(new Request(url));
    return { status: answer?.status, text: await answer?.text(), headers: answer?.headers };
  };

  it('is served with the strict headers, and nothing outside its folder', async () => {
    await start();
    const page = await get('app://packline/');
    expect([page.status, page.text]).toEqual([200, 'page']);
    expect(page.headers?.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers?.get('content-type')).toContain('text/html');
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2f..%2fsecret.txt',
      '/%5c..%5csecret.txt',
      '/x',
    ]) {
      expect([path, (await get(`app://packline${path}`)).status]).toEqual([path, 404]);
    }
    expect((await get('app://other/index.html')).status).toBe(404);
  });

  it('cannot go elsewhere, open windows or get permissions', async () => {
    await start();
    const { webContents } = ourWindow();
    for (const url of [
      'https://evil.example/',
      'file:///etc/passwd',
      'app://packline.evil/',
      'app://other/',
      'data:text/html,x',
    ]) {
      expect([url, webContents.tryNavigate(url)]).toEqual([url, false]);
    }
    expect(webContents.tryNavigate('app://packline/index.html')).toBe(true);
    expect(webContents.tryNavigate('app://packline/', 'will-redirect')).toBe(false);
    expect(webContents.windowOpenHandler?.({ url: 'app://packline/' })).toEqual({ action: 'deny' });
    const granted: boolean[] = [];
    electron.state.permission.request?.(webContents, 'serial', (yes) => granted.push(yes));
    expect([granted, electron.state.permission.check?.(), electron.state.permission.device?.()]).toEqual([
      [false],
      false,
      false,
    ]);
  });

  it('comes back when its process crashes', async () => {
    await start();
    ourWindow().webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(ourWindow().webContents.reloads).toBe(1);
  });
});

describe('the data key', () => {
  const keyOf = (index = 0): unknown => started[index]?.key;
  const sealedFile = (): string => join(dataDir, 'station.key.sealed');

  it('is made once, sealed by the key store, and found again', async () => {
    await start();
    const key = keyOf();
    expect(key).toBeInstanceOf(Uint8Array);
    expect((key as Uint8Array).length).toBe(32);
    const onDisk = readFileSync(sealedFile());
    expect(onDisk.toString()).not.toContain(Buffer.from(key as Uint8Array).toString('base64'));
    expect(statSync(sealedFile()).mode & 0o777).toBe(0o600);
    electron.resetElectron();
    const { onFork } = electron.utilityProcess;
    electron.utilityProcess.onFork = onFork;
    electron.utilityProcess.onFork = (child) =>
      runStationProcess(
        (options) => (started.push(options), Promise.resolve(fake.station)),
        child.parentPort,
        () => undefined,
      );
    await start();
    await waitFor(() => expect(started).toHaveLength(2));
    expect(keyOf(1)).toEqual(key);
  });

  it.each(['basic_text', 'unknown'])('lies in a key file where Linux offers only %s', async (backend) => {
    electron.state.keyStore.backend = backend;
    await start();
    expect(keyOf()).toEqual({ keyFile: join(dataDir, 'station.key') });
    expect(existsSync(sealedFile())).toBe(false);
  });

  it('of a folder that the browser host began is its key file', async () => {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, 'station.key'), 'ab'.repeat(32), { mode: 0o600 });
    await start();
    expect(keyOf()).toEqual(new Uint8Array(32).fill(0xab));
    expect(existsSync(sealedFile())).toBe(false);
  });

  it('of a folder that a passphrase opens is not made anew: the station asks for it', async () => {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, 'station.passphrase.json'), '{}');
    await start();
    expect(electron.state.exitCode).toBe(EXIT_CODES['passphrase-missing']);
    expect(electron.state.errorBoxes.join()).toContain('口令');
    expect(started).toEqual([]);
    expect(existsSync(sealedFile())).toBe(false);
  });

  it('that cannot be opened is never replaced', async () => {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(sealedFile(), 'damaged');
    await start();
    expect(electron.state.exitCode).toBe(5);
    expect(electron.state.errorBoxes.join()).toContain('密钥');
    expect(readFileSync(sealedFile(), 'utf8')).toBe('damaged');
    expect(electron.utilityProcess.forked).toEqual([]);
  });

  it('is sealed anew when the key store asks for it', async () => {
    await start();
    const before = statSync(sealedFile()).ino;
    electron.state.keyStore.rotated = true;
    const { loadDataKey } = await import('../../../electron/main/key.ts');
    await loadDataKey(dataDir);
    expect(statSync(sealedFile()).ino).not.toBe(before);
    expect(existsSync(`${sealedFile()}.part`)).toBe(false);
  });
});

type State = Connection<typeof echoContract>;

/** Connects a page as it does in the window. */
function connectPage(): { states: State[]; last(): State | undefined; dispose(): void } {
  vi.stubGlobal('window', createFakeWindow());
  const states: State[] = [];
  const connection = createElectronHost(echoContract, loadPreload()).connect((state) => states.push(state));
  return { states, last: () => states.at(-1), dispose: () => void connection.dispose() };
}

function readyClient(state: State | undefined) {
  if (state?.kind !== 'ready') throw new Error(`not ready: ${state?.kind ?? 'nothing'}`);
  return state.client;
}

describe('page and station', () => {
  it('talk over a port of their own', async () => {
    await start();
    const page = connectPage();
    await waitFor(() => expect(page.last()?.kind).toBe('ready'));
    expect(await readyClient(page.last()).call('echo', '你好')).toBe('你好');
    expect(fake.attached).toBe(1);
    page.dispose();
    await waitFor(() => expect(fake.attached).toBe(0));
  });

  it('find each other again after the station died, and the page says so in between', async () => {
    await start();
    const page = connectPage();
    await waitFor(() => expect(page.last()?.kind).toBe('ready'));
    const first = readyClient(page.last());
    electron.utilityProcess.forked[0]?.exit(137);
    await waitFor(() => expect(page.last()?.kind).toBe('lost'));
    await expect(first.call('echo', 'x')).rejects.toMatchObject({ code: 'closed' });
    await waitFor(() => expect(page.last()?.kind).toBe('ready'));
    expect(readyClient(page.last())).not.toBe(first);
    expect(await readyClient(page.last()).call('echo', 'again')).toBe('again');
    expect(electron.utilityProcess.forked).toHaveLength(2);
    page.dispose();
  });

  it('a station that is the hub has its process run by main, again when it dies, and not without the station', async () => {
    const { onFork } = electron.utilityProcess;
    const hubs = (): electron.FakeUtilityProcess[] =>
      electron.utilityProcess.forked.filter((child) => child.entry.endsWith(join('hub', 'main.js')));
    electron.utilityProcess.onFork = (child) => {
      if (!hubs().includes(child)) return onFork(child);
      // As hub/cli does once it answers.
      child.parentPort.postMessage({ t: 'hub', url: 'https://127.0.0.1:7070', port: 7070 });
    };
    await start();
    expect(hubs()).toHaveLength(0);
    const hub = started[0]?.hub;
    expect(await hub?.serve(true)).toMatchObject({ ok: true });
    expect(hub?.localUrl?.()).toBe('https://127.0.0.1:7070');
    expect(hubs()).toHaveLength(1);
    hubs()[0]?.exit(1);
    await waitFor(() => expect(hubs()).toHaveLength(2));
    await waitFor(() => expect(hub?.serving()).not.toBeNull());
    electron.utilityProcess.forked[0]?.exit(137);
    expect(hubs().filter((child) => child.alive)).toEqual([]);
    // What was on is on for the next station too.
    await waitFor(() => expect(hubs().filter((child) => child.alive)).toHaveLength(1));
    expect(await started[1]?.hub?.serve(false)).toMatchObject({ ok: true });
    expect(hubs().filter((child) => child.alive)).toEqual([]);
  });

  it('no one else gets a port: a frame in the page, another window, a page that went away', async () => {
    await start();
    const bridge = loadPreload();
    const { webContents } = ourWindow();
    const [child] = electron.utilityProcess.forked;
    const attaches = (): number =>
      child?.received.filter((m) => (m.data as { t: string }).t === 'attach').length ?? 0;
    const senders = [
      { sender: webContents, senderFrame: { url: 'app://packline/' } },
      { sender: webContents, senderFrame: null },
      { sender: { mainFrame: webContents.mainFrame }, senderFrame: webContents.mainFrame },
    ];
    for (const sender of senders) {
      electron.state.sender = sender;
      bridge.wantPort();
      expect(await electron.ipcRenderer.invoke('packline:accept-path', '/etc/hostname')).toEqual({
        ok: false,
        code: 'refused',
      });
      expect(await bridge.save('t', 'n')).toEqual({ ok: false, code: 'refused' });
    }
    webContents.mainFrame.url = 'https://evil.example/';
    electron.state.sender = { sender: webContents, senderFrame: webContents.mainFrame };
    bridge.wantPort();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([attaches(), fake.paths]).toEqual([0, []]);
  });
});

describe('files', () => {
  it('that the person chose are read where they lie; no other path is taken', async () => {
    await start();
    const bridge = loadPreload();
    const path = join(folder, 'orders.csv');
    writeFileSync(path, 'a,b');
    await waitFor(async () => {
      const file = electron.webUtils.choose(new File(['a,b'], 'orders.csv'), path);
      expect(await bridge.acceptFile(file)).toMatchObject({ ok: true });
    });
    expect(fake.paths.at(-1)).toBe(path);
    const taken = fake.paths.length;
    expect(await bridge.acceptFile(new File(['x'], 'made-up.csv'))).toEqual({
      ok: false,
      code: 'unreadable',
    });
    for (const bad of [folder, join(folder, 'missing'), 'relative.csv', 7, null]) {
      expect(await electron.ipcRenderer.invoke('packline:accept-path', bad)).toEqual({
        ok: false,
        code: 'unreadable',
      });
    }
    expect(fake.paths).toHaveLength(taken);
  });

  it('from the station are saved where the person says, whole or not at all', async () => {
    await start();
    const bridge = loadPreload();
    expect(await bridge.save('t1', '../../发货.csv')).toEqual({ ok: true, saved: false });
    expect(electron.state.saveDialogs[0]?.defaultPath).toMatch(/downloads\/发货\.csv$/);

    const target = join(folder, 'saved.csv');
    electron.state.saveTo = target;
    fake.downloads.set('t1', { name: 'x', type: 'text/csv', stream: bytesOf('a,', 'b') });
    expect(await bridge.save('t1', 'x.csv')).toEqual({ ok: true, saved: true });
    expect(readFileSync(target, 'utf8')).toBe('a,b');
    expect(await bridge.save('t9', 'x.csv')).toEqual({ ok: false, code: 'unknown-token' });

    async function* breaks(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('half'));
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    }
    fake.downloads.set('t2', { name: 'x', type: 'text/csv', stream: breaks() });
    expect(await bridge.save('t2', 'x.csv')).toEqual({ ok: false, code: 'disk-full' });
    expect(readFileSync(target, 'utf8')).toBe('a,b');
    expect(existsSync(`${target}.part`)).toBe(false);
  });
});

describe('the end', () => {
  it('waits for the station to close', async () => {
    await start();
    electron.app.emit('window-all-closed');
    expect([electron.state.exitCode, fake.closed]).toEqual([undefined, false]);
    await waitFor(() => expect(electron.state.exitCode).toBe(0));
    expect(fake.closed).toBe(true);
  });

  it('power events reach the station', async () => {
    await start();
    await waitFor(() => {
      electron.powerMonitor.emit('suspend');
      expect(fake.power).toContain('suspend');
    });
    electron.powerMonitor.emit('resume');
    await waitFor(() => expect(fake.power).toContain('resume'));
  });

  it('a station that tells of a broken disk is not started again', async () => {
    await start();
    fake.fatal.emit(Object.assign(new Error('io'), { code: 'EIO' }));
    await waitFor(() => expect(electron.state.exitCode).toBe(6));
    expect(electron.state.errorBoxes).toHaveLength(1);
  });
});
