import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { packageApp } from '../../../build/lib/package.ts';
import { inRoot } from '../../../build/lib/paths.ts';

// Both come with electron-builder; they are looked up from there.
const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
const appBuilder = createRequire(fromBuilder.resolve('app-builder-lib/package.json'));
const asar = appBuilder('@electron/asar') as {
  listPackage(archive: string): string[];
  extractAll(archive: string, to: string): void;
};
const { validateConfiguration } = appBuilder('./out/util/config/config.js') as {
  validateConfiguration(config: unknown, logger: { isEnabled: boolean; add(): void }): Promise<void>;
};
const { load } = appBuilder('js-yaml') as { load(text: string): Record<string, unknown> };

const folder = mkdtempSync(join(tmpdir(), 'packline-package-'));
let resources: string;
let files: string[];

beforeAll(async () => {
  const packaged = await packageApp(folder);
  resources = join(packaged.folder, 'resources');
  files = asar.listPackage(join(resources, 'app.asar')).map((file) => file.replaceAll('\\', '/'));
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the configuration', () => {
  const logger = { isEnabled: false, add: () => undefined };
  const config = (): Record<string, unknown> => load(readFileSync(inRoot('electron-builder.yml'), 'utf8'));

  it('is valid and makes NSIS, AppImage and dmg', async () => {
    await validateConfiguration(config(), logger);
    expect(config()).toMatchObject({
      win: { target: 'nsis' },
      linux: { target: 'AppImage' },
      mac: { target: 'dmg' },
    });
  });

  it('with an unknown key would be refused', async () => {
    await expect(validateConfiguration({ ...config(), asarr: true }, logger)).rejects.toThrow('asarr');
  });
});

describe('the packaged files', () => {
  it('hold hosts, page, fonts and what the station loads', () => {
    for (const file of [
      '/package.json',
      '/out/electron/main.js',
      '/out/electron/preload.cjs',
      '/out/electron/station.js',
      '/out/electron/serve.js',
      '/out/renderer/index.html',
      '/node_modules/rxdb/package.json',
      '/node_modules/serialport/package.json',
      '/node_modules/node-hid/package.json',
      '/node_modules/ws/package.json',
    ]) {
      expect(files).toContain(file);
    }
    expect(existsSync(join(resources, 'fonts/NotoSansSC_400Regular.ttf'))).toBe(true);
    expect(existsSync(join(resources, 'fonts/NotoSansSC_700Bold.ttf'))).toBe(true);
  });

  it('hold no sources, tests, development packages or what the page has in its bundle', () => {
    const strange = files.filter(
      (file) =>
        /^\/(shared|electron|renderer|hub|build|test|docs|\.)/.test(file) ||
        /^\/node_modules\/(electron|electron-builder|typescript|vite|vitest|eslint|react|react-dom|@mantine|@playwright)\//.test(
          file,
        ) ||
        /\.(ts|map)$/.test(file),
    );
    expect(strange).toEqual([]);
  });
});

describe('the station', () => {
  it('starts from exactly these files in plain Node and serves its page', async () => {
    const app = join(folder, 'elsewhere', 'app');
    asar.extractAll(join(resources, 'app.asar'), app);
    cpSync(join(resources, 'fonts'), join(folder, 'elsewhere', 'fonts'), { recursive: true });
    const data = join(folder, 'data');
    const child = fork(join(app, 'out/electron/serve.js'), ['--data', data, '--port', '0'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    try {
      const url = await address(child);
      const admitted = await fetch(url);
      const cookie = admitted.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const { origin } = new URL(url);
      const page = await fetch(origin, { headers: { cookie } });
      expect(await page.text()).toContain('<div id="root">');
      const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, { headers: { cookie, origin } });
      const answer = await new Promise<string>((resolve, reject) => {
        socket.on('open', () =>
          socket.send(JSON.stringify({ t: 'call', id: 1, method: 'app.hello', input: {} })),
        );
        // The station may tell of something before it answers.
        socket.on('message', (message: Buffer) => {
          if (!message.toString().startsWith('{"t":"event"')) resolve(message.toString());
        });
        socket.on('error', reject);
      });
      expect(JSON.parse(answer)).toMatchObject({ t: 'result', id: 1 });
      socket.close();
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
    } finally {
      child.kill('SIGKILL');
    }
  }, 60_000);
});

function address(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on(
      'message',
      (message: { t: string; url: string }) => message.t === 'ready' && resolve(message.url),
    );
    child.on('exit', (code, signal) => reject(new Error(`ended with ${code ?? signal ?? ''}`)));
  });
}
