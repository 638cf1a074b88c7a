import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startServe } from '../../../electron/serve/index.ts';
import type { Serving } from '../../../electron/serve/index.ts';
import type { Station } from '../../../electron/station/types.ts';
import { REFUSED_CLOSE } from '../../../shared/contract/hosts.ts';
import { bytesOf, createFakeStation } from './fake-station.ts';
import { waitFor } from '../../lib/until.ts';

let fake: ReturnType<typeof createFakeStation>;
let serving: Serving;
let folder: string;
let origin: string;
let cookie: string;
let pages: number[];

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request with exactly these headers and this path: no client tidies `..` away. */
function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const sent = request(
      { hostname, port, path, method, headers: { connection: 'close', ...headers } },
      (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function admit(url: string): Promise<string> {
  const { pathname, search } = new URL(url);
  const answer = await ask(pathname + search);
  return String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? '';
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'packline-serve-'));
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html>page');
  writeFileSync(join(folder, 'page', 'assets', 'a.js'), 'export {}');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'page', 'assets', 'link.txt'));
  fake = createFakeStation();
  pages = [];
  serving = await startServe({
    station: fake.station,
    pageDir: join(folder, 'page'),
    port: 0,
    onPages: (count) => pages.push(count),
  });
  origin = new URL(serving.url).origin;
  cookie = await admit(serving.url);
});

afterEach(async () => {
  await serving.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('who is let in', () => {
  it('has the token of this launch, which becomes a cookie that scripts and other sites cannot use', async () => {
    const { pathname, search } = new URL(serving.url);
    const answer = await ask(pathname + search);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict/);
    expect((await ask('/', { cookie })).body).toContain('page');
    // The page comes with the first answer, whatever else the address says, and is never kept.
    const first = await ask(`${pathname}${search}&bench=2`);
    expect([first.body, first.headers['cache-control']]).toEqual(['<!doctype html>page', 'no-store']);
  });

  it('is nobody else: no token, a wrong one, a cut one', async () => {
    const token = new URL(serving.url).searchParams.get('token') ?? '';
    for (const path of [
      '/',
      '/assets/a.js',
      '/download/x',
      '/?token=',
      '/?token=wrong',
      `/?token=${token.slice(1)}`,
    ]) {
      const answer = await ask(path);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('may use a ticket once', async () => {
    const url = serving.ticketUrl();
    expect(await admit(url)).toBe(cookie);
    expect(await admit(url)).toBe('');
  });

  it('names this machine, so that no foreign name can lead here (DNS rebinding)', async () => {
    for (const host of ['evil.example', `evil.example:${new URL(origin).port}`, '127.0.0.1']) {
      expect([host, (await ask('/', { cookie, host })).status]).toEqual([host, 403]);
    }
  });

  it('gets the strict headers with every answer', async () => {
    for (const path of ['/', '/assets/a.js', '/nothing']) {
      const { headers } = await ask(path, { cookie });
      expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
  });
});

describe('files of the page', () => {
  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/link.txt',
    '/assets/',
    '/%00',
    '/%',
    '/nothing.js',
  ])('outside the folder or missing: %s', async (path) => {
    const answer = await ask(path, { cookie });
    expect([answer.status, answer.body]).toEqual([404, 'not found']);
  });

  it('are only read', async () => {
    expect((await ask('/', { cookie, origin }, 'POST')).status).toBe(405);
    expect((await ask('/', { cookie, origin }, 'DELETE')).status).toBe(405);
  });
});

function open(headers: Record<string, string>, path = '/rpc'): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(origin.replace('http', 'ws') + path, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => resolve(0));
  });
}

function exchange(socket: WebSocket, message: string): Promise<string> {
  return new Promise((resolve) => {
    socket.once('message', (data: Buffer) => resolve(data.toString()));
    socket.send(message);
  });
}

describe('the connection', () => {
  it('carries calls of our page', async () => {
    const socket = await open({ cookie, origin });
    if (!(socket instanceof WebSocket)) throw new Error(`refused: ${socket}`);
    const answer = await exchange(
      socket,
      JSON.stringify({ t: 'call', id: 1, method: 'echo', input: '你好' }),
    );
    expect(JSON.parse(answer)).toEqual({ t: 'result', id: 1, value: '你好' });
    expect(JSON.parse(await exchange(socket, '{broken'))).toEqual({ t: 'refused', code: 'malformed' });
    expect([fake.attached, pages]).toEqual([1, [1]]);
    socket.close();
    await waitFor(() => expect([fake.attached, pages]).toEqual([0, [1, 0]]));
  });

  it('is refused without cookie, from another origin, under another host name, at another path', async () => {
    expect(await open({ origin })).toBe(401);
    expect(await open({ cookie })).toBe(403);
    expect(await open({ cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await open({ cookie, origin: 'null' })).toBe(403);
    expect(await open({ cookie, origin, host: 'evil.example' })).toBe(403);
    expect(await open({ cookie, origin }, '/other')).toBe(404);
    expect(fake.attached).toBe(0);
  });

  it('ends on binary and on too large messages, without harm to others', async () => {
    const good = await open({ cookie, origin });
    for (const bad of [Buffer.from([1, 2]), 'x'.repeat(5 * 1024 * 1024)]) {
      const socket = await open({ cookie, origin });
      if (!(socket instanceof WebSocket)) throw new Error('refused');
      const ended = new Promise((resolve) => socket.once('close', resolve));
      socket.send(bad);
      await ended;
    }
    if (!(good instanceof WebSocket)) throw new Error('refused');
    expect(await exchange(good, JSON.stringify({ t: 'call', id: 1, method: 'echo', input: 'a' }))).toContain(
      '"a"',
    );
    good.close();
  });

  it('survives a peer that resets in the middle of its request', async () => {
    const { port } = new URL(origin);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write('GET /rpc HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');
        socket.resetAndDestroy();
        resolve();
      });
    });
    expect((await ask('/', { cookie })).status).toBe(200);
  });
});

describe('while the station is starting', () => {
  let station: ReturnType<typeof Promise.withResolvers<Station>>;
  beforeEach(async () => {
    await serving.close();
    station = Promise.withResolvers();
    station.promise.catch(() => undefined);
    serving = await startServe({ station: station.promise, pageDir: join(folder, 'page'), port: 0 });
    origin = new URL(serving.url).origin;
    cookie = await admit(serving.url);
  });

  it('the page is there, and what it asks is answered when the station is', async () => {
    expect((await ask('/', { cookie })).body).toContain('page');
    expect(await open({ cookie })).toBe(403);
    const socket = await open({ cookie, origin });
    if (!(socket instanceof WebSocket)) throw new Error(`refused: ${socket}`);
    const answer = exchange(socket, JSON.stringify({ t: 'call', id: 1, method: 'echo', input: 'early' }));
    fake.downloads.set('t1', { name: 'a.csv', type: 'text/csv', stream: bytesOf('late') });
    const download = ask('/download/t1', { cookie });
    expect(fake.attached).toBe(0);
    station.resolve(fake.station);
    expect(JSON.parse(await answer)).toMatchObject({ value: 'early' });
    expect((await download).body).toBe('late');
    socket.close();
    await waitFor(() => expect(fake.attached).toBe(0));
  });

  it('a page that has gone by then is not served', async () => {
    const socket = await open({ cookie, origin });
    if (!(socket instanceof WebSocket)) throw new Error(`refused: ${socket}`);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.close();
    await closed;
    const other = await open({ cookie, origin });
    station.resolve(fake.station);
    await waitFor(() => expect(fake.attached).toBe(1));
    if (other instanceof WebSocket) other.close();
  });

  it('that cannot start, pages are told why, those that come later too', async () => {
    const told = (socket: WebSocket | number): Promise<unknown[]> =>
      new Promise((resolve, reject) => {
        if (!(socket instanceof WebSocket)) return reject(new Error(`refused: ${socket}`));
        socket.once('close', (code, reason: Buffer) => resolve([code, reason.toString()]));
        return undefined;
      });
    const early = told(await open({ cookie, origin }));
    station.reject(Object.assign(new Error('x'), { code: 'storage-newer' }));
    expect(await early).toEqual([REFUSED_CLOSE, 'storage-newer']);
    await serving.refusalHeard(60_000);
    expect(await told(await open({ cookie, origin }))).toEqual([REFUSED_CLOSE, 'storage-newer']);
    expect((await ask('/upload?name=a', { cookie, origin }, 'POST', 'x')).status).toBe(500);
    expect(fake.attached).toBe(0);
  });

  it('nobody waits longer than asked for a page to hear that it cannot start', async () => {
    station.reject(new Error('x'));
    await serving.refusalHeard(1);
  });
});

describe('files to the station', () => {
  const path = `/upload?name=${encodeURIComponent('../订单\n.csv')}`;

  it('are streamed, under a name without a path', async () => {
    const answer = await ask(path, { cookie, origin }, 'POST', 'a,b\n1,2\n');
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { token: 'file-1' }]);
    expect(fake.uploads).toMatchObject([{ name: '订单.csv', bytes: 8 }]);
  });

  it('are taken only from our own page', async () => {
    expect((await ask(path, { origin }, 'POST', 'x')).status).toBe(401);
    expect((await ask(path, { cookie }, 'POST', 'x')).status).toBe(403);
    expect((await ask(path, { cookie, origin: 'http://evil.example' }, 'POST', 'x')).status).toBe(403);
    expect(fake.uploads).toEqual([]);
  });

  it('that are too large are refused before they are read', async () => {
    const headers = { cookie, origin, 'content-length': String(3 * 1024 ** 3) };
    const answer = await new Promise<number>((resolve, reject) => {
      const { port } = new URL(origin);
      const sent = request({ port, host: '127.0.0.1', path, method: 'POST', headers }, (a) =>
        resolve(a.statusCode ?? 0),
      );
      sent.on('error', reject);
      sent.flushHeaders();
    });
    expect(answer).toBe(413);
  });

  it('tell when the disk is full', async () => {
    fake.station.acceptUpload = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    const answer = await ask(path, { cookie, origin }, 'POST', 'x');
    expect([answer.status, JSON.parse(answer.body)]).toEqual([507, { code: 'disk-full' }]);
  });

  it('that break off reach the station as an error, not as a short file', async () => {
    const { port } = new URL(origin);
    let failed: unknown;
    fake.station.acceptUpload = async (_name, stream) => {
      try {
        for await (const chunk of stream) void chunk;
      } catch (error) {
        failed = error;
        throw error;
      }
      return { token: 'short' };
    };
    const headers = { cookie, origin, 'content-length': '1000' };
    const sent = request({ port, host: '127.0.0.1', path, method: 'POST', headers });
    sent.on('error', () => undefined);
    sent.write('half');
    await new Promise((resolve) => setTimeout(resolve, 50));
    sent.destroy();
    await waitFor(() => expect(failed).toBeDefined());
    expect((await ask('/', { cookie })).status).toBe(200);
  });
});

describe('files from the station', () => {
  it('are saved under their name, never shown', async () => {
    fake.downloads.set('t1', { name: '发货 "1".csv', type: 'text/csv', stream: bytesOf('a,', 'b') });
    const answer = await ask('/download/t1', { cookie });
    expect(answer.body).toBe('a,b');
    expect(answer.headers['content-disposition']).toBe(
      "attachment; filename*=UTF-8''%E5%8F%91%E8%B4%A7%20%221%22.csv",
    );
  });

  it('are refused by unknown token and without cookie', async () => {
    fake.downloads.set('t1', { name: 'a', type: 'text/csv', stream: bytesOf('a') });
    expect((await ask('/download/t2', { cookie })).status).toBe(404);
    expect((await ask('/download/t1')).status).toBe(401);
  });
});

it('a taken port is an error of the start, not a crash', async () => {
  const options = { station: fake.station, pageDir: folder, port: Number(new URL(origin).port) };
  await expect(startServe(options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

it('a start with the same token takes the same cookie, so that the page comes back', async () => {
  const port = Number(new URL(origin).port);
  const token = new URL(serving.url).searchParams.get('token') ?? '';
  await serving.close();
  serving = await startServe({ station: fake.station, pageDir: join(folder, 'page'), port, token });
  const socket = await open({ cookie, origin });
  expect(socket).toBeInstanceOf(WebSocket);
  if (socket instanceof WebSocket) socket.close();
});
