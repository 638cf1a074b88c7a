import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  StoreForeignError,
  StoreLockedError,
  StoreUnavailableError,
  openSqliteStore,
  openStore,
} from '../../../../hub/store/index.ts';
import type { HubStore } from '../../../../hub/store/index.ts';
import { KEY, newDocument } from './adapters.ts';

describe('hub store on SQLite', () => {
  let folder: string;
  let path: string;
  let store: HubStore | undefined;
  const open = async (more: { maxPages?: number } = {}): Promise<HubStore> =>
    (store = await openSqliteStore({ path, key: KEY, clock: { now: () => Date.now() }, ...more }));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'packline-hub-'));
    path = join(folder, 'hub.sqlite');
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  it('belongs to one hub at a time', async () => {
    const first = await open();
    await expect(openSqliteStore({ path, key: KEY, clock: { now: () => 0 } })).rejects.toThrow(
      StoreLockedError,
    );
    await first.createSite('S1');
    await first.close();
    expect(await (await open()).sites()).toEqual(['S1']);
  });

  it('refuses files that are no store, and leaves them as they are', async () => {
    writeFileSync(path, 'a list of receivers '.repeat(500));
    await expect(open()).rejects.toThrow(StoreForeignError);
    expect(readFileSync(path, 'utf8')).toMatch(/^a list/);
    rmSync(path);
    const other = new DatabaseSync(path);
    other.exec('create table documents (id text)');
    other.close();
    const bytes = readFileSync(path);
    await expect(open()).rejects.toThrow(StoreForeignError);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('says where its folder cannot be had', async () => {
    path = join(folder, 'missing', 'hub.sqlite');
    await expect(open()).rejects.toThrow(StoreUnavailableError);
  });

  it('on a full disk refuses whole transactions, keeps what it has, and goes on when there is room', async () => {
    let full = await open({ maxPages: 120 });
    await full.createSite('S1');
    const pad = 'x'.repeat(20_000);
    const push = (n: number) =>
      full.transaction('S1', async (tx) => {
        await tx.putRecord({ kind: 'push', id: String(n), site: 'S1', state: '', due: 0, body: {} });
        for (let at = 0; at < 3; at += 1) {
          await tx.putDocuments([newDocument(`${n}-${at}`, { document: { pad } })]);
        }
      });
    let done = 0;
    const filling = async (): Promise<void> => {
      for (; done < 100; done += 1) await push(done);
    };
    await expect(filling()).rejects.toThrow(StoreUnavailableError);
    expect(done).toBeGreaterThan(2);
    // Also where the work does not mind.
    const careless = full.transaction('S1', async (tx) => {
      for (let at = 0; at < 40; at += 1) {
        await tx.putDocuments([newDocument(`careless-${at}`, { document: { pad } })]).catch(() => undefined);
      }
    });
    await expect(careless).rejects.toThrow(StoreUnavailableError);
    expect(await full.head('S1')).toBe(done * 3);
    expect(await full.count('S1', 'orders')).toBe(done * 3);
    expect(await full.records({ kind: 'push', limit: 500 })).toHaveLength(done);
    await full.check();
    await full.close();
    full = await open();
    await push(done);
    expect(await full.head('S1')).toBe((done + 1) * 3);
  });

  it('has what it acknowledged when its process was killed, and can be opened at once', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'store-child.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === 60) break;
    }
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    store = await openStore({ directory: folder, key: KEY, clock: { now: () => 0 } });
    const head = await store.head('S1');
    expect(head).toBeGreaterThanOrEqual(acknowledged);
    // Pairs: no transaction is there by half.
    expect(head % 2).toBe(0);
    expect((await store.feed('S1', 0, 10_000)).documents.map(({ seq }) => seq)).toEqual(
      Array.from({ length: head }, (_, n) => n + 1),
    );
  });
});

describe('settings of the store', () => {
  it('are refused where they name none', async () => {
    const common = { key: KEY, clock: { now: () => 0 } };
    await expect(openStore({ url: 'mysql://x', ...common })).rejects.toThrow('postgres://');
    await expect(openStore({ url: '', ...common })).rejects.toThrow('HUB_DATABASE_URL');
  });

  it('name a PostgreSQL that is not there', async () => {
    const url = `postgres://nobody@localhost/none?host=${encodeURIComponent(join(tmpdir(), 'no-such-folder'))}`;
    await expect(openStore({ url, key: KEY, clock: { now: () => 0 } })).rejects.toThrow(
      StoreUnavailableError,
    );
  });
});
