import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEpochs, lostAt, type Epochs } from '../../../../hub/epochs/index.ts';
import { openStore, type HubStore } from '../../../../hub/store/index.ts';
import { command, postgresProblem, startPostgres, type PostgresServer } from '../../../lib/postgres.ts';
import { KEY, newDocument } from '../store/adapters.ts';

const clock = { now: () => Date.now() };
const commit = ({ store }: Epochs, ...ids: string[]): Promise<void> =>
  store.transaction('S1', (tx) => tx.putDocuments(ids.map((id) => newDocument(id))));
/** What a station would say that has just been told this. */
const seenNow = async (hub: Epochs) => {
  const { epoch, head } = await hub.check('S1');
  return { epoch, seq: head };
};
const knows = async (hub: Epochs, seen: { epoch?: string; seq: number }): Promise<boolean> =>
  (await hub.check('S1', seen)).known;

describe('the epoch of a hub in a folder', () => {
  const folders: string[] = [];
  const stores: HubStore[] = [];
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  function folder(): string {
    const made = mkdtempSync(join(tmpdir(), 'packline-hub-'));
    folders.push(made);
    return made;
  }
  async function open(directory: string): Promise<Epochs> {
    const store = await openStore({ directory, key: KEY, clock });
    stores.push(store);
    await store.createSite('S1');
    return createEpochs(store, clock);
  }
  const close = async (): Promise<void> => {
    for (const store of stores.splice(0)) await store.close();
  };
  async function copy(from: string): Promise<string> {
    await close();
    const to = folder();
    copyFileSync(join(from, 'hub.sqlite'), join(to, 'hub.sqlite'));
    return to;
  }

  it('is one as long as the hub runs, and what was seen under older ones stays known', async () => {
    const home = folder();
    let hub = await open(home);
    const first = await seenNow(hub);
    await commit(hub, 'a', 'b');
    const second = await seenNow(hub);
    expect(second).toEqual({ epoch: first.epoch, seq: 2 });
    await close();

    hub = await open(home);
    const third = await seenNow(hub);
    expect(third.epoch).not.toBe(second.epoch);
    await commit(hub, 'c');
    for (const seen of [first, second, third, { seq: 3 }])
      expect([seen, await knows(hub, seen)]).toEqual([seen, true]);
    // Nobody can have seen more under the first epoch than there was when it ended, nor more than there is.
    expect(await knows(hub, { epoch: first.epoch, seq: 3 })).toBe(false);
    expect(await knows(hub, { epoch: third.epoch, seq: 4 })).toBe(false);
    expect(await knows(hub, { seq: 4 })).toBe(false);
    expect(await knows(hub, { epoch: 'made-up', seq: 1 })).toBe(false);
  });

  it('of a restored copy does not take what was lost for its own, also after it has grown past it', async () => {
    const home = folder();
    const hub = await open(home);
    await commit(hub, 'a', 'b');
    const before = await seenNow(hub);
    const backup = await copy(home);

    // The hub goes on: with the epoch in which the copy was made, and with one that the copy never had.
    const on = await open(home);
    await commit(on, 'lost-1', 'lost-2');
    const lost = await seenNow(on);
    const lostUnderOld = { epoch: before.epoch, seq: 4 };
    await close();

    const restored = await open(backup);
    expect(await knows(restored, before)).toBe(true);
    expect([await knows(restored, lost), await knows(restored, lostUnderOld)]).toEqual([false, false]);
    await commit(restored, 'new-1', 'new-2', 'new-3');
    expect(await knows(restored, before)).toBe(true);
    expect([await knows(restored, lost), await knows(restored, lostUnderOld)]).toEqual([false, false]);
    expect(await knows(restored, await seenNow(restored))).toBe(true);
    // What was lost may be brought by others: of the time between the last commit and the start, and of no other.
    const lostThen = await restored.store.transaction('S1', (tx) => lostAt(tx, 'S1'));
    const hour = 3_600_000;
    expect([0, -hour, hour].map((by) => lostThen(Date.now() + by))).toEqual([true, false, false]);
  });

  it('begins before anything is written, whoever writes first', async () => {
    const home = folder();
    await commit(await open(home), 'a');
    const backup = await copy(home);
    const on = await open(home);
    const { epoch } = await seenNow(on);
    await commit(on, 'lost');
    await close();
    const restored = await open(backup);
    await commit(restored, 'other');
    expect(await knows(restored, { epoch, seq: 2 })).toBe(false);
  });
});

const problem = postgresProblem();
const title = `the epoch of hubs on PostgreSQL${problem ? ` (skipped: ${problem})` : ''}`;
describe.skipIf(problem !== undefined)(title, () => {
  let server: PostgresServer;
  let url: string;
  const stores: HubStore[] = [];
  async function open(): Promise<Epochs> {
    const store = await openStore({ url, key: KEY, clock });
    stores.push(store);
    await store.createSite('S1');
    return createEpochs(store, clock);
  }
  beforeAll(async () => {
    server = await startPostgres();
    url = await server.createDatabase();
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await server?.stop();
  });

  it('is the same at all of them, also for one that starts later', async () => {
    const [a, b] = [await open(), await open()];
    await commit(a, 'a');
    await commit(b, 'b');
    const seen = await seenNow(a);
    expect(await seenNow(b)).toEqual(seen);
    const c = await open();
    await commit(c, 'c');
    expect((await seenNow(c)).epoch).toBe(seen.epoch);
    expect(await knows(a, { epoch: seen.epoch, seq: 3 })).toBe(true);
  });

  it('is a new one for all when the history got shorter under running hubs, or its tables were made again', async () => {
    const [a, b] = [await open(), await open()];
    await commit(a, 'x', 'y');
    const seen = await seenNow(b);
    await command(url, `update sites set seq = ${seen.seq - 2}`);
    await command(url, `delete from documents where seq > ${seen.seq - 2}`);
    expect(await knows(a, seen)).toBe(false);
    await commit(b, 'p', 'q', 'r');
    expect([await knows(a, seen), await knows(b, seen)]).toEqual([false, false]);
    const after = await seenNow(a);
    expect([(await seenNow(b)).epoch, after.epoch === seen.epoch]).toEqual([after.epoch, false]);

    // As pg_restore --clean does to a database under running hubs; the tables come back as they were at some time.
    await command(
      url,
      `begin;
       create table copy (like documents including all);
       insert into copy select * from documents;
       drop table documents cascade;
       alter table copy rename to documents;
       commit`,
    );
    // A hub that went on through it and finds all that it knew goes on; one that starts cannot know, and begins anew.
    await commit(a, 's');
    expect(await knows(a, { ...after, seq: after.seq + 1 })).toBe(true);
  });
});
