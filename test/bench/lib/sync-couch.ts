import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPouch, replicate } from './couch-pouch.ts';

const SERVER = join(import.meta.dirname, 'couch-server.ts');
/** As many documents at once as a station asks for. */
const BATCH = 500;

/**
 * Documents a second of a PouchDB that pulls the same documents: from a server in a process of its own, into LevelDB, which
 * neither encrypts nor waits for the disk.
 */
export async function couchPull(orders: number): Promise<number> {
  const server = fork(SERVER, [String(orders)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(server, 'exit');
  const folder = mkdtempSync(join(tmpdir(), 'packline-pouch-'));
  try {
    const [url] = (await Promise.race([
      once(server, 'message'),
      exited.then(() => Promise.reject(new Error('the server of PouchDB has ended'))),
    ])) as [string];
    const local = openPouch(join(folder, 'db'), 'leveldb');
    const began = performance.now();
    const written = await replicate(openPouch(url, 'http'), local, BATCH);
    const seconds = (performance.now() - began) / 1_000;
    await local.close();
    if (written !== orders) throw new Error(`PouchDB has pulled ${written} of ${orders} orders`);
    return orders / seconds;
  } finally {
    if (server.connected) server.disconnect();
    await exited;
    rmSync(folder, { recursive: true, force: true });
  }
}
