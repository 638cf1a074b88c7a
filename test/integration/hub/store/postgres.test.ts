import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POSTGRES_MIGRATIONS } from '../../../../hub/store/postgres/migrations.ts';
import { StoreUnavailableError, openStore } from '../../../../hub/store/index.ts';
import type { HubStore, SiteTransaction } from '../../../../hub/store/index.ts';
import { command, postgresProblem, startPostgres } from '../../../lib/postgres.ts';
import type { PostgresServer } from '../../../lib/postgres.ts';
import { KEY, newDocument } from './adapters.ts';
import { startCommitCutter } from './commit-cutter.ts';

const problem = postgresProblem();
const title = problem ? `hub store on PostgreSQL (skipped: ${problem})` : 'hub store on PostgreSQL';

describe.skipIf(problem !== undefined)(title, () => {
  let server: PostgresServer;
  let url: string;
  let stores: HubStore[];
  const open = async (at = url): Promise<HubStore> => {
    const store = await openStore({ url: at, key: KEY, clock: { now: () => Date.now() } });
    stores.push(store);
    return store;
  };
  const putOne = (id: string) => (tx: SiteTransaction) => tx.putDocuments([newDocument(id)]);
  /** Ends the server's side of connections, as an administrator or a fail-over would. */
  const terminate = (where: string) =>
    command(
      url,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'packline-hub' and datname = current_database() and ${where}`,
    );

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    url = await server.createDatabase();
    stores = [];
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
  });

  it('is made by one of many hubs that start at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => open()));
    const made = await command(url, 'select number from hub_migrations');
    expect(made.map((step) => step['number'])).toEqual(POSTGRES_MIGRATIONS.map((step) => step.number));
    await stores[0]?.createSite('S1');
    expect(await stores[4]?.sites()).toEqual(['S1']);
  });

  it('leaves a database of something else alone', async () => {
    await command(url, 'create table documents (id text)');
    await expect(open()).rejects.toMatchObject({ code: 'store_foreign' });
    expect(await command(url, `select tablename from pg_tables where schemaname = 'public'`)).toHaveLength(1);
  });

  it('tells a hub of what the other committed, also of what it missed while it was cut off', async () => {
    const [one, two] = [await open(), await open()];
    await one.createSite('S1');
    const told: number[] = [];
    two.onCommit((_site, seq) => told.push(seq));
    await one.transaction('S1', putOne('a'));
    await expect.poll(() => told.at(-1)).toBe(1);
    // What anybody else says on the channel is passed over.
    await command(
      url,
      `select pg_notify('packline_hub', 'nonsense'), pg_notify('packline_hub', '{"site":7}')`,
    );
    expect(await terminate(`query like 'listen%'`)).toHaveLength(2);
    await one.transaction('S1', putOne('b'));
    await expect.poll(() => told.at(-1)).toBe(2);
    await one.transaction('S1', putOne('c'));
    await expect.poll(() => told.at(-1)).toBe(3);
    expect(told).toEqual([1, 2, 3]);
  });

  it('writes nothing where the connection is lost in mid-transaction, and recovers', async () => {
    const store = await open();
    await store.createSite('S1');
    const work = async (tx: SiteTransaction, then: () => Promise<unknown>): Promise<void> => {
      await tx.putDocuments([newDocument('a')]);
      await tx.putRecord({ kind: 'k', id: 'r', site: 'S1', state: '', due: 0, body: {} });
      await then();
      await tx.putDocuments([newDocument('b')]);
    };
    const cut = store.transaction('S1', (tx) =>
      work(tx, () => terminate(`state like 'idle in transaction%'`)),
    );
    await expect(cut).rejects.toThrow(StoreUnavailableError);
    // Also where the work does not mind, and where it notices nothing before the commit.
    const careless = store.transaction('S1', (tx) =>
      work(tx, () => terminate(`state like 'idle in transaction%'`)).catch(() => undefined),
    );
    await expect(careless).rejects.toThrow(StoreUnavailableError);
    const unaware = store.transaction('S1', async (tx) => {
      await putOne('a')(tx);
      await terminate(`state like 'idle in transaction%'`);
      await delay(20);
    });
    await expect(unaware).rejects.toThrow(StoreUnavailableError);
    expect(await store.head('S1')).toBe(0);
    expect(await store.record('k', 'r')).toBeUndefined();
    await store.transaction('S1', (tx) => work(tx, async () => undefined));
    expect((await store.feed('S1', 0, 10)).documents).toMatchObject([
      { id: 'a', seq: 1 },
      { id: 'b', seq: 2 },
    ]);
  });

  it('says that it is not there while the server is dead, and goes on afterwards', async () => {
    const [one, two] = [await open(), await open()];
    await one.createSite('S1');
    await one.transaction('S1', putOne('before'));
    const told: number[] = [];
    two.onCommit((_site, seq) => told.push(seq));
    const cut = one.transaction('S1', async (tx) => {
      await putOne('lost')(tx);
      await server.kill();
      await putOne('lost-too')(tx);
    });
    await expect(cut).rejects.toThrow(StoreUnavailableError);
    for (const call of [
      () => one.transaction('S1', putOne('x')),
      () => one.head('S1'),
      () => one.createSite('S2'),
      () => two.check(),
    ]) {
      await expect(call()).rejects.toThrow(StoreUnavailableError);
    }
    await server.restart();
    await one.check();
    expect((await one.feed('S1', 0, 10)).documents).toMatchObject([{ id: 'before', seq: 1 }]);
    await one.transaction('S1', putOne('after'));
    expect(await two.head('S1')).toBe(2);
    await expect.poll(() => told.at(-1)).toBe(2);
  });

  it('makes a transaction again after a deadlock', async () => {
    const store = await open();
    await store.createSite('S1');
    await store.createSite('S2');
    let runs = 0;
    let holding = 0;
    const insert = (site: string, ids: readonly string[]) =>
      store.transaction(site, async (tx) => {
        runs += 1;
        const won: string[] = [];
        for (const id of ids) {
          if (await tx.insertRecord({ kind: 'number', id, site, state: '', due: 0, body: {} })) won.push(id);
          // Both have the first before either asks for the second.
          holding += 1;
          while (holding < 2) await delay(5);
        }
        return won;
      });
    const won = await Promise.all([insert('S1', ['a', 'b']), insert('S2', ['b', 'a'])]);
    // Three, or more where the one that was ended was quicker to begin again than the other to go on.
    expect(runs).toBeGreaterThan(2);
    expect(won.flat().sort()).toEqual(['a', 'b']);
  });

  it('knows what became of a commit whose answer was lost', async () => {
    const cutter = await startCommitCutter(url);
    try {
      const store = await open(cutter.url);
      await store.createSite('S1');
      cutter.cut('after');
      await store.transaction('S1', putOne('written'));
      expect(await store.head('S1')).toBe(1);
      cutter.cut('before');
      await expect(store.transaction('S1', putOne('not-written'))).rejects.toThrow(StoreUnavailableError);
      expect((await store.feed('S1', 0, 10)).documents).toMatchObject([{ id: 'written' }]);
      await store.transaction('S1', putOne('next'));
      expect(await store.head('S1')).toBe(2);
    } finally {
      for (const store of stores.splice(0)) await store.close();
      await cutter.close();
    }
  });

  it('gives up a statement that the server ended, and keeps no connection in such a state', async () => {
    const [one, two] = [await open(), await open()];
    for (const site of ['S1', 'S2']) await one.createSite(site);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const insert = (tx: SiteTransaction) =>
      tx.insertRecord({ kind: 'number', id: 'n', site: 'S1', state: '', due: 0, body: {} });
    const holding = one.transaction('S1', (tx) => insert(tx).then(() => held));
    // Waits to hear whether the other commits.
    const waiting = two.transaction('S2', insert);
    waiting.catch(() => undefined);
    // As the server's own time-out does.
    const cancel = `select pg_cancel_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into records%'`;
    await expect.poll(() => command(url, cancel)).toHaveLength(1);
    await expect(waiting).rejects.toThrow(StoreUnavailableError);
    release();
    await holding;
    for (const id of ['b', 'c', 'd']) await two.transaction('S2', putOne(id));
    expect((await one.feed('S2', 0, 10)).documents.map(({ id }) => id)).toEqual(['b', 'c', 'd']);
  });

  it('reads go on while transactions wait for their site', async () => {
    const [one, two] = [await open(), await open()];
    await one.createSite('S1');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const holding = one.transaction('S1', () => held);
    const waiting = Array.from({ length: 20 }, (_, n) => two.transaction('S1', putOne(`w-${n}`)));
    expect(await two.head('S1')).toBe(0);
    await one.check();
    release();
    await holding;
    await Promise.all(waiting);
    expect(await one.head('S1')).toBe(20);
  });
});
