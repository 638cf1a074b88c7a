import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PostgreSQL's name for the socket in its folder. */
const SOCKET = '.s.PGSQL.5432';
/** A simple query of the protocol: `Q`, its length, the text. */
const COMMIT = Buffer.from('Q\0\0\0\x0bcommit\0', 'latin1');

/**
 * Stands between a hub and its database, and once cuts the connection at the next commit: `before` it reaches the server, or
 * `after`, when it was made but the hub has not heard of it.
 */
export async function startCommitCutter(url: string) {
  const behind = new URL(url).searchParams.get('host') ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'packline-cut-'));
  const sockets = new Set<Socket>();
  let cut: 'before' | 'after' | undefined;
  const server = createServer((hub) => {
    const database = createConnection(join(behind, SOCKET));
    let deaf = false;
    for (const socket of [hub, database]) {
      sockets.add(socket);
      // Either end going takes the other with it, here as with a real network.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        hub.destroy();
        database.destroy();
      });
    }
    hub.on('data', (bytes) => {
      const now = bytes.includes(COMMIT) ? cut : undefined;
      if (now) cut = undefined;
      if (now === 'before') return void hub.destroy();
      deaf = now === 'after';
      database.write(bytes);
    });
    database.on('data', (bytes) => (deaf ? hub.destroy() : hub.write(bytes)));
  }).listen(join(folder, SOCKET));
  await once(server, 'listening');
  const through = new URL(url);
  through.searchParams.set('host', folder);
  return {
    url: through.toString(),
    cut: (when: 'before' | 'after') => void (cut = when),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
