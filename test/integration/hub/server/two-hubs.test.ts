import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStations, type Stations } from '../../../../hub/stations/index.ts';
import { openStore } from '../../../../hub/store/index.ts';
import { order, row, type Doc } from '../../../fakes/hub/documents.ts';
import { HUB_KEY, startHubProcess, type HubProcess } from '../../../lib/hub-process.ts';
import { postgresProblem, startPostgres, type PostgresServer } from '../../../lib/postgres.ts';
import { call, openStream, type ServerEvent } from './harness.ts';

const problem = postgresProblem();
// A reason that is printed, not a silent skip.
const withPostgres = problem === undefined ? describe : describe.skip;

withPostgres(`two hubs on one PostgreSQL${problem === undefined ? '' : ` (${problem})`}`, () => {
  let postgres: PostgresServer;
  let url: string;
  let stays: HubProcess;
  let b1: string;
  let b2: string;

  /** As the command line does it, on the same database. */
  async function beside<T>(work: (stations: Stations) => Promise<T>): Promise<T> {
    const now = { now: () => Date.now() };
    const store = await openStore({ url, key: Buffer.from(HUB_KEY, 'hex'), clock: now });
    try {
      return await work(createStations({ store, clock: now }));
    } finally {
      await store.close();
    }
  }
  const enrol = async (hub: HubProcess, code: string, station: string): Promise<string> => {
    const { status, body } = await call(hub, '/v1/enrol', { body: { code, station, name: station } });
    expect(status).toBe(200);
    return String(body['token']);
  };
  const orders = (round: string): Doc[] => Array.from({ length: 200 }, (_, at) => order(`${round}-${at}`));
  const push = (hub: HubProcess, documents: readonly Doc[]) =>
    call(hub, '/v1/push', {
      token: b1,
      body: { collection: 'orders', rows: documents.map((document) => row(document)) },
    });
  const idsOf = (events: readonly ServerEvent[]): string[] =>
    events
      .filter(({ event }) => event === 'change')
      .flatMap(({ data }) => (data as { documents: Doc[] }).documents.map(({ id }) => id));
  /** All ids that a pull from nothing brings. */
  async function pullAll(hub: HubProcess, token = b2): Promise<string[]> {
    const ids: string[] = [];
    let after: unknown = null;
    for (;;) {
      const { body } = await call(hub, '/v1/pull', {
        token,
        body: { collection: 'orders', after, limit: 150 },
      });
      const documents = body['documents'] as Doc[];
      ids.push(...documents.map(({ id }) => id));
      after = body['checkpoint'];
      if (documents.length < 150) return ids;
    }
  }

  beforeAll(async () => {
    postgres = await startPostgres();
    url = await postgres.createDatabase();
    stays = await startHubProcess({ url });
    const { code } = await beside((stations) => stations.newCode('main'));
    b1 = await enrol(stays, stays.firstCode ?? '', 'B1');
    b2 = await enrol(stays, code, 'B2');
  }, 120_000);
  afterAll(async () => {
    await stays?.kill();
    await postgres?.stop();
  });

  it('one is killed in mid-push: the other takes the same push, and everything once', async () => {
    const reader = await openStream(stays, b2);
    const all: string[] = [];
    for (const [round, ms] of [20, 120].entries()) {
      const dies = await startHubProcess({ url });
      const documents = orders(`k${round}`);
      all.push(...documents.map(({ id }) => id));
      const cut = push(dies, documents).catch(() => 'cut off');
      await delay(ms);
      await dies.kill();
      await cut;
      expect((await push(stays, documents)).body).toEqual({ conflicts: [], refused: [] });
      expect((await push(stays, documents)).body).toEqual({ conflicts: [], refused: [] });
    }
    await reader.until((events) => all.every((id) => idsOf(events).includes(id)));
    expect(idsOf(reader.events).sort()).toEqual([...all].sort());
    expect((await pullAll(stays)).sort()).toEqual([...all].sort());
    reader.close();
  }, 120_000);

  it('a change at one is seen at the other, and a station that one revokes is out at both', async () => {
    const other = await startHubProcess({ url });
    try {
      const reader = await openStream(other, b2);
      await push(stays, [order('across')]);
      await reader.until((events) => idsOf(events).includes('csv:across'));
      await beside((stations) => stations.revoke('B2'));
      await reader.ended();
      for (const hub of [stays, other])
        expect((await call(hub, '/v1/hello', { token: b2 })).body['code']).toBe('token_revoked');
    } finally {
      expect(await other.stop()).toBe(0);
    }
  }, 60_000);

  it('PostgreSQL dies in mid-push: 503, nothing half done, and they go on once it is back', async () => {
    const documents = orders('pg');
    const cut = push(stays, documents);
    await delay(20);
    await postgres.kill();
    const during = await cut;
    expect([200, 503]).toContain(during.status);
    expect((await push(stays, documents)).status).toBe(503);
    expect((await call(stays, '/readyz')).status).toBe(503);
    await postgres.restart();
    // It finds its way back by itself.
    while ((await call(stays, '/readyz')).status !== 200) await delay(100);
    const ofPush = async () => (await pullAll(stays, b1)).filter((id) => id.startsWith('csv:pg-'));
    // All of the push or nothing; a push that was told as taken is there.
    const found = await ofPush();
    expect(during.status === 200 ? [200] : [0, 200]).toContain(found.length);
    expect((await push(stays, documents)).body).toEqual({ conflicts: [], refused: [] });
    expect((await ofPush()).sort()).toEqual(documents.map(({ id }) => id).sort());
  }, 120_000);
});
