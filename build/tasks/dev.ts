/**
 * `npm run dev`: the page with hot reload, the station restarted when its sources change.
 * Vite serves the page and hands `/rpc`, `/upload` and `/download` on to the browser host, with its cookie.
 * `--data DIR`: default is `out/dev-data`, so that nobody's real data are worked on by accident.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createSocket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import type { ProxyOptions } from 'vite';
import { rendererConfig } from '../lib/app.ts';
import { inRoot, OUT } from '../lib/paths.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, port: { type: 'string' } } });
const dataDir = resolve(values.data ?? join(OUT, 'dev-data'));
const token = randomBytes(32).toString('base64url');
const port = await freePort();
const origin = `http://127.0.0.1:${port}`;

// The host wants a page folder; Vite serves the page itself.
const emptyPage = join(OUT, 'dev-page');
mkdirSync(emptyPage, { recursive: true });
writeFileSync(join(emptyPage, 'index.html'), 'The page is served by Vite.');

const station = spawn(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    '--watch',
    '--watch-preserve-output',
    inRoot('electron/serve/entry.ts'),
    ...['--data', dataDir, '--port', String(port), '--page', emptyPage],
  ],
  { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PACKLINE_TOKEN: token } },
);

const config = await rendererConfig();
const toStation: ProxyOptions = {
  target: origin,
  ws: true,
  // What the host checks: its own name, its own origin, its cookie.
  headers: { host: `127.0.0.1:${port}`, origin, cookie: `packline-${port}=${token}` },
  configure: (proxy) => proxy.on('error', () => undefined), // the station is restarting; the page tries again
};
const vite = await createServer({
  ...config,
  logLevel: 'info',
  cacheDir: join(OUT, 'vite'),
  server: {
    host: '127.0.0.1',
    port: Number(values.port ?? 5173),
    proxy: { '/rpc': toStation, '/upload': toStation, '/download': toStation },
  },
});
await vite.listen();
process.stdout.write(`Data: ${dataDir}\n`);
vite.printUrls();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    station.kill('SIGTERM');
    void vite.close().then(() => process.exit(0));
  });
}
station.on('exit', (code) => process.exit(code ?? 1));

function freePort(): Promise<number> {
  return new Promise((done) => {
    const socket = createSocket().listen(0, '127.0.0.1', () => {
      const { port: found } = socket.address() as AddressInfo;
      socket.close(() => done(found));
    });
  });
}
