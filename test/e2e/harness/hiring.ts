import { existsSync } from 'node:fs';
import { defaultKeyFile } from '../../../shared/contract/data-folder.ts';
import { stationContract } from '../../../shared/contract/index.ts';
import type { Post } from '../../../shared/domain/rights/index.ts';
import { createChannelPair, createClient } from '../../../shared/rpc/index.ts';
import { findKey } from '../../../electron/station/host/keys.ts';
import { startStation } from '../../../electron/station/index.ts';
import { askAtTerminal } from '../../../electron/station/host/terminal.ts';
import { BOSS, passwordOf } from './passwords.ts';

/**
 * `node hiring.ts FOLDER POSTS`: makes the accounts of a data folder by the contract, as the administrator and the people
 * themselves would. A process of its own, because a hash as the product makes it costs a second of a busy machine, and a
 * person needs five; these carry their low cost with them, and sign in like any other.
 */
const CHEAP = { N: 16, r: 8, p: 1 };
const GIVEN = 'Harbour-9-stone';

const [dataDir = '', posts = '{}'] = process.argv.slice(2);
if (!existsSync(dataDir)) throw new Error(`no folder ${dataDir}`);
const keyFile = defaultKeyFile(dataDir, process.platform);
const station = await startStation({
  dataDir,
  key: await findKey(
    { dataDir, keyFile },
    askAtTerminal(() => undefined),
  ),
  log: () => undefined,
  assets: {},
  version: 'hiring',
  secretCost: CHEAP,
});
const [page, served] = createChannelPair();
station.attach(served);
const client = createClient(stationContract, page, {
  timers: {
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return { dispose: () => clearTimeout(timer) };
    },
  },
  deadlineMs: 60_000,
});

function granted<T>(answer: { ok: true; value: T } | { ok: false; code: string; data: unknown }): T {
  if (!answer.ok) throw new Error(`${answer.code} ${JSON.stringify(answer.data)}`);
  return answer.value;
}
const given = JSON.parse(posts) as Record<string, Post[]>;
const { [BOSS]: own = [], ...others } = given;
granted(await client.call('people.first', { name: BOSS, password: passwordOf(BOSS), works: own.length > 0 }));
for (const [name, roles] of Object.entries(others)) {
  const { id } = granted(await client.call('people.save', { name, roles }));
  granted(await client.call('people.secret', { id, password: GIVEN }));
}
// A password that was given opens nothing but its change.
for (const name of Object.keys(others)) {
  granted(await client.call('session.signIn', { who: name, password: GIVEN }));
  granted(await client.call('session.secret', { current: GIVEN, password: passwordOf(name) }));
}
client.close();
await station.close();
