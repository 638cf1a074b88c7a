import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHlc } from '../../../../shared/base/index.ts';
import { fingerprintOf } from '../../../../shared/contract/hub/index.ts';
import { orderDoc, type OrderDoc } from '../../../../shared/schema/index.ts';
import { edgeModules, edgeOptionsOf, WORD_FILE } from '../../../../hub/edges.ts';
import { makeKey } from '../../../../hub/intake/index.ts';
import { endpointSettings, makeEndpoint } from '../../../../hub/outbox/index.ts';
import { startHub } from '../../../../hub/server/index.ts';
import { openSqliteStore } from '../../../../hub/store/index.ts';
import { startReceiver } from '../../../fakes/webhook-receiver.ts';
import { order } from '../intake/harness.ts';

describe('a whole hub, over its own port', () => {
  it('an order comes in from the shop, a station pushes its cancel, the shop is told of both', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'packline-edges-'));
    const clock = { now: () => Date.now() };
    const store = await openSqliteStore({ path: ':memory:', key: new Uint8Array(32).fill(3), clock });
    const options = edgeOptionsOf({}, directory);
    const word = readFileSync(join(directory, WORD_FILE), 'utf8').trim();
    expect(statSync(join(directory, WORD_FILE)).mode & 0o077).toBe(0);
    expect(edgeOptionsOf({}, directory).adminWord).toBe(word);
    const hub = await startHub({
      store,
      host: '127.0.0.1',
      port: 0,
      hub: { name: 'test', version: '0' },
      log: false,
      modules: edgeModules(options),
    });
    let secret = '';
    const shop = await startReceiver(() => secret, clock.now);
    try {
      const deps = { store, clock };
      ({ secret } = await makeEndpoint(
        deps,
        endpointSettings.parse({
          site: 'main',
          name: 'Shop',
          url: shop.url,
          internal: true,
          events: ['order.received', 'order.cancelled'],
        }),
      ));
      const settings = { site: 'main', channel: 'shop', name: 'Shop', carrier: 'ZTO', tzOffset: 480 };
      const { key } = await makeKey(deps, { ...settings, scopes: ['orders'] });
      const call = (path: string, token: string, body?: unknown) =>
        fetch(`${hub.url}${path}`, {
          method: body === undefined ? 'GET' : 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      expect((await call('/v1/orders', key, order('A-1'))).status).toBe(201);

      const enrolled = await call('/v1/enrol', 'none', { code: hub.firstCode, station: 'S1', name: 'One' });
      const { token } = (await enrolled.json()) as { token: string };
      const pulled = await call('/v1/pull', token, { collection: 'orders', after: null, limit: 10 });
      const [doc] = ((await pulled.json()) as { documents: OrderDoc[] }).documents;
      if (!doc) throw new Error('the order did not reach the station');
      const at = createHlc({ clock, station: 'S1' }).next();
      const data = { reason: 'asked', side: 'merchant' };
      const event = { id: 'c1', type: 'cancelled', at, by: 'op:S1-001', station: 'S1', data } as const;
      const cancelled = orderDoc({ ...doc, events: [...doc.events, event as never] });
      const rows = [{ document: cancelled, assumed: fingerprintOf({ ...doc }) }];
      const pushed = await call('/v1/push', token, { collection: 'orders', rows });
      expect(await pushed.json()).toEqual({ conflicts: [], refused: [] });

      await expect
        .poll(() => shop.received.map(({ json }) => json.type).sort())
        .toEqual(['order.cancelled', 'order.received']);
      // A station's token opens nothing of the shop's, nor the shop's key anything of the station's.
      expect((await call('/v1/orders/A-1', token)).status).toBe(401);
      expect((await call('/v1/pull', key, { collection: 'orders', after: null, limit: 1 })).status).toBe(401);
      expect((await call('/v1/admin/deliveries', key)).status).toBe(401);
      expect((await call('/v1/admin/deliveries', word)).status).toBe(200);
      const openapi = JSON.stringify(await (await fetch(`${hub.url}/openapi.json`)).json());
      for (const path of ['/v1/orders', '/v1/products', '/v1/tracking'])
        expect(openapi).toContain(`"${path}"`);
      expect(openapi).toContain('orderedAt');
      const page = await fetch(`${hub.url}/admin`);
      expect([page.status, (await page.text()).includes('管理口令')]).toEqual([200, true]);
    } finally {
      await hub.close();
      await shop.close();
      rmSync(directory, { recursive: true });
    }
  });
});
