import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inRoot } from '../../../build/lib/paths.ts';
import { EXIT_CODES } from '../../../shared/contract/failure.ts';
import { REFUSED_CLOSE } from '../../../shared/contract/hosts.ts';

let folder: string;
let running: Started[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packline-start-'));
  running = [];
});

afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** Waits until the output holds the text. */
  says(text: string | RegExp): Promise<string>;
}

function start(args: string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [inRoot('build/tasks/start.ts'), ...args], {
    env: {
      ...process.env,
      HOME: folder,
      XDG_DATA_HOME: '',
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
      LANG: 'en_US.UTF-8',
      ...env,
    },
  });
  let output = '';
  const waiting = new Set<() => void>();
  const hear = (data: Buffer): void => {
    output += data.toString();
    for (const check of waiting) check();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const started: Started = {
    child,
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = typeof text === 'string' ? output.includes(text) : text.test(output);
          if (found) resolve(output);
        };
        waiting.add(check);
        check();
        void ended.then((code) => reject(new Error(`ended with ${code ?? 'a signal'}: ${output}`)));
      }),
  };
  running.push(started);
  return started;
}

const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{20,}/;
const headless = (data: string): Started => start(['--headless', '--port', '0', '--data', data]);

describe('npm start', { timeout: 60_000 }, () => {
  it('--headless says why there is no window, prints the address, and ends cleanly', async () => {
    const app = headless(join(folder, 'data'));
    const output = await app.says(ADDRESS);
    expect(output.split('\n')[0]).toBe('No window: you asked for --headless.');
    const url = ADDRESS.exec(output)?.[0] ?? '';
    expect((await fetch(url)).status).toBe(200);
    app.child.kill('SIGTERM');
    expect(await app.ended).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('puts the data in the usual place of the person', async () => {
    const app = start(['--headless', '--port', '0']);
    await app.says(ADDRESS);
    expect(existsSync(join(folder, '.local/share/packline'))).toBe(true);
  });

  it('without a display says so instead of failing', async () => {
    const app = start(['--host', 'browser', '--port', '0', '--data', join(folder, 'data')]);
    expect(await app.says(ADDRESS)).toContain('No window: there is no display');
  });

  it('on a data folder in use is refused with a clear message, in the language of the person', async () => {
    const data = join(folder, 'data');
    await headless(data).says(ADDRESS);
    const second = headless(data);
    await expect(second.says(ADDRESS)).rejects.toThrow('Packline is already running on this data folder');
    expect(await second.ended).toBe(3);
    const third = start(['--headless', '--port', '0', '--data', data], { LANG: 'zh_CN.UTF-8' });
    await expect(third.says(ADDRESS)).rejects.toThrow('已在此数据文件夹上运行');
  });

  it('starts a station that was killed again, at the same address', async () => {
    const app = headless(join(folder, 'data'));
    const url = ADDRESS.exec(await app.says(ADDRESS))?.[0] ?? '';
    const [host] = await childrenOf(app.child.pid);
    if (host === undefined) throw new Error('no host');
    process.kill(host, 'SIGKILL');
    await app.says('starting it again');
    await expect
      .poll(
        () =>
          fetch(url).then(
            (answer) => answer.status,
            () => 0,
          ),
        { timeout: 20_000 },
      )
      .toBe(200);
  });

  describe('with a window', () => {
    /** A browser that opens the page's connection and notes what it hears; its window is closed a moment later. */
    const browser = (): string => {
      const path = join(folder, 'browser');
      const code = `#!${process.execPath}
        const { appendFileSync } = require('node:fs');
        const { get } = require('node:http');
        const note = (line) => appendFileSync(${JSON.stringify(join(folder, 'heard'))}, line + '\\n');
        const url = process.argv.find((arg) => arg.startsWith('--app=')).slice(6);
        get(url, ({ statusCode, headers }) => {
          note('page ' + statusCode);
          const { origin, host } = new URL(url);
          const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': 13,
            'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==', origin, cookie: headers['set-cookie'][0].split(';')[0] };
          get(origin.replace('ws', 'http') + '/rpc', { headers: upgrade }).on('upgrade', (_answer, socket) => {
            socket.on('data', (frame) => {
              if (frame[0] !== 0x88) return;
              note('closed ' + frame.readUInt16BE(2) + ' ' + frame.subarray(4));
              socket.end(Buffer.from([0x88, 0x80, 0, 0, 0, 0]));
              setTimeout(() => process.exit(), 200);
            });
          });
        });`;
      writeFileSync(path, code, { mode: 0o700 });
      return path;
    };
    const heard = (): string[] =>
      existsSync(join(folder, 'heard')) ? readFileSync(join(folder, 'heard'), 'utf8').trim().split('\n') : [];
    const windowed = (data: string): Started =>
      start(['--host', 'browser', '--port', '0', '--data', data], {
        PACKLINE_CHROMIUM: browser(),
        DISPLAY: ':0',
      });

    it('opens it on a folder that is free, and only then', async () => {
      const data = join(folder, 'data');
      const app = windowed(data);
      await app.says('Browser window');
      await expect.poll(heard).toEqual(['page 200']);
      const second = windowed(data);
      await expect(second.says(ADDRESS)).rejects.toThrow('Packline is already running');
      expect([await second.ended, heard()]).toEqual([3, ['page 200']]);
    });

    it('tells in it why the station could not start after all, and ends with that reason', async () => {
      const data = join(folder, 'data');
      const before = headless(data);
      await before.says(ADDRESS);
      before.child.kill('SIGTERM');
      await before.ended;
      const file = new DatabaseSync(join(data, 'packline.sqlite'));
      const damaged = tablesOf(file).map((table) =>
        Number(file.prepare(`UPDATE "${table}" SET data = 'x' WHERE id LIKE '%station%'`).run().changes),
      );
      file.close();
      expect(damaged.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0);
      const app = windowed(data);
      const code = await app.ended;
      expect(heard()).toEqual(['page 200', `closed ${String(REFUSED_CLOSE)} ${reasonOf(code)}`]);
      expect(code).toBeGreaterThan(0);
    });
  });

  it.each([[['--nonsense']], [['--host', 'safari']]])('refuses %j', async (args) => {
    expect(await start(args).ended).toBe(2);
  });
});

const reasonOf = (code: number | null): string | undefined =>
  Object.entries(EXIT_CODES).find(([, known]) => known === code)?.[0];

/** The tables that hold documents. */
function tablesOf(file: DatabaseSync): string[] {
  return file
    .prepare("SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE c.name = 'data'")
    .all()
    .map((row) => String(row['name']));
}

async function childrenOf(pid: number | undefined): Promise<number[]> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(`/proc/${pid ?? 0}/task/${pid ?? 0}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}
