import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPouch } from './couch-pouch.ts';
import { benchOrder } from './sync-data.ts';

/**
 * A server as CouchDB is to a PouchDB that pulls, and no more: a PouchDB on LevelDB behind the five calls of its replication
 * (https://docs.couchdb.org/en/stable/replication/protocol.html). `node couch-server.ts ORDERS`, started with an IPC channel:
 * says its URL when it is filled, and ends with the channel.
 */
const BATCH = 500;
const orders = Number(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), 'packline-couch-'));
const database = openPouch(join(folder, 'db'), 'leveldb');
const local = new Map<string, object>();

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as Record<string, unknown>;
}

async function answer(request: IncomingMessage, url: URL): Promise<object | undefined> {
  const [, name, call = '', id = ''] = url.pathname.split('/');
  if (name === '') return { couchdb: 'Welcome' };
  if (call === '') return database.info();
  if (call === '_local' && request.method === 'GET') return local.get(id);
  if (call === '_local') {
    local.set(id, { ...(await bodyOf(request)), _rev: '0-1' });
    return { ok: true, id: `_local/${id}`, rev: '0-1' };
  }
  if (call === '_changes') {
    const { since = '0', limit = '25' } = Object.fromEntries(url.searchParams);
    return database.changes({ since: Number(since), limit: Number(limit), style: 'all_docs' });
  }
  if (call === '_bulk_get') {
    const { docs } = await bodyOf(request);
    return database.bulkGet({ docs, revs: true, latest: true });
  }
  return undefined;
}

for (let at = 0; at < orders; at += BATCH)
  await database.bulkDocs(
    Array.from({ length: Math.min(BATCH, orders - at) }, (_, n) => {
      const { private: secret, ...order } = benchOrder(at + n);
      return { _id: order.id, ...order, secret };
    }),
  );

const server = createServer((request, response) => {
  const send = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  answer(request, new URL(request.url ?? '/', 'http://127.0.0.1')).then(
    (found) => (found ? send(200, found) : send(404, { error: 'not_found', reason: 'missing' })),
    (error: unknown) => send(500, { error: 'failed', reason: String(error) }),
  );
});
server.listen(0, '127.0.0.1', () =>
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/db`),
);
process.on('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
