import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHlc } from '../../../../shared/base/index.ts';
import { channelSettings, makeKey, type UnitDeps } from '../../../../hub/intake/index.ts';
import { channelOf } from '../../../../hub/intake/channels.ts';
import { receiveOrders } from '../../../../hub/intake/orders.ts';
import {
  createDeliverer,
  createOutboxHook,
  createPost,
  createWebhookSender,
  endpointSettings,
  listDeliveries,
  makeEndpoint,
  type Deliverer,
} from '../../../../hub/outbox/index.ts';
import { openStore, type HubStore } from '../../../../hub/store/index.ts';
import { startReceiver } from '../../../fakes/webhook-receiver.ts';
import { postgresProblem, startPostgres, type PostgresServer } from '../../../lib/postgres.ts';
import { order } from '../intake/harness.ts';

const problem = postgresProblem();
const title = problem ? `two hubs on one PostgreSQL (skipped: ${problem})` : 'two hubs on one PostgreSQL';

describe.skipIf(problem !== undefined)(title, () => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres()));
  afterAll(() => server?.stop());

  it('the same orders at both at once are taken once, and told once by either', async () => {
    const url = await server.createDatabase();
    const clock = { now: () => Date.now() };
    const stores: HubStore[] = [];
    let secret = '';
    const shop = await startReceiver(() => secret, clock.now);
    try {
      const hubs = [];
      for (const name of ['h1', 'h2']) {
        const store = await openStore({ url, key: new Uint8Array(32).fill(5), clock });
        stores.push(store);
        await store.createSite('east');
        let id = 0;
        const deps: UnitDeps = {
          store,
          clock,
          hlc: createHlc({ clock, station: 'HUB' }),
          ids: { next: () => `${name}-${(id += 1)}` },
          hooks: [createOutboxHook({ clock })],
        };
        const sender = createWebhookSender({ store, clock, post: createPost() });
        const senders = { webhook: sender, email: sender, sms: sender, kuaidi100: sender, kdniao: sender };
        const common = { store, clock, random: Math.random, hub: name, senders };
        const deliverer = createDeliverer({ ...common, log: () => undefined });
        hubs.push({ deps, deliverer });
      }
      const [one, two] = hubs;
      if (!one || !two) throw new Error('no hubs');
      const target = {
        site: 'east',
        name: 'Shop',
        url: shop.url,
        internal: true,
        events: ['order.received'],
      };
      ({ secret } = await makeEndpoint(one.deps, endpointSettings.parse(target)));
      const settings = channelSettings.parse({ site: 'east', channel: 'shop', name: 'Shop' });
      const { key } = await makeKey(one.deps, settings);
      const channel = await channelOf(two.deps.store, key);
      if (!channel) throw new Error('the other hub does not know the key');

      const batch = Array.from({ length: 20 }, (_, at) => order(`P-${at}`));
      const answers = await Promise.all(
        [one, two, one, two].map(({ deps }) => receiveOrders(deps, channel, batch, undefined)),
      );
      const accepted = answers.map(({ body }) => (body as { accepted: number }).accepted);
      expect(accepted.reduce((sum, each) => sum + each, 0)).toBe(20);

      const work = async (run: Deliverer): Promise<void> => {
        while ((await run.runOnce()) > 0);
      };
      await Promise.all([work(one.deliverer), work(two.deliverer)]);
      expect(shop.received).toHaveLength(20);
      expect(new Set(shop.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(20);
      const states = (await listDeliveries(two.deps.store, { limit: 50 })).map(({ state }) => state);
      expect(states).toEqual(Array(20).fill('done'));
    } finally {
      await shop.close();
      for (const store of stores) await store.close();
    }
  });
});
