import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inRoot } from '../../../build/lib/paths.ts';

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

  it.each([[['--nonsense']], [['--host', 'safari']]])('refuses %j', async (args) => {
    expect(await start(args).ended).toBe(2);
  });
});

async function childrenOf(pid: number | undefined): Promise<number[]> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(`/proc/${pid ?? 0}/task/${pid ?? 0}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}
