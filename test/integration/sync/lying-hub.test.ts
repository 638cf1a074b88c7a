import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lie } from '../../fakes/hub/liar.ts';
import type { TestBench } from '../station/harness.ts';
import { orderOf, RECEIVER, saveOrders, saveProducts } from '../station/shop.ts';
import { inStep, joinHub, startSyncBench, startTestHub, untilSync, type TestHub } from './harness.ts';

const HTML = '<!doctype html><title>Log in</title>';
interface Pull {
  readonly documents: Record<string, unknown>[];
  readonly checkpoint: { readonly seq: number };
}
const alter = (how: (answer: Pull) => unknown): Lie => ({
  kind: 'alter',
  how: how as (answer: never) => unknown,
});

/** What comes instead of an answer, and what the station says of it. */
const PULLS: readonly (readonly [string, Lie, string])[] = [
  ['a page to log in', { kind: 'say', type: 'text/html', body: HTML }, 'hub_wrong_answer'],
  ['a page that calls itself JSON', { kind: 'say', body: HTML }, 'hub_wrong_answer'],
  ['JSON of something else', { kind: 'say', body: '{"ok":true}' }, 'hub_wrong_answer'],
  ['an answer cut off', { kind: 'lose', after: 40 }, 'hub_unreachable'],
  ['a proxy without a hub', { kind: 'say', status: 502, type: 'text/html', body: HTML }, 'hub_unavailable'],
  ['a refusal in HTML', { kind: 'say', status: 403, type: 'text/html', body: HTML }, 'hub_wrong_answer'],
  [
    'documents without a place in the order',
    alter((a) => ({ ...a, documents: [{ id: 'x' }] })),
    'hub_wrong_answer',
  ],
  [
    'an order of another site',
    alter((a) => ({
      documents: [{ id: 'csv:X', site: 'other', base: {}, events: [] }],
      checkpoint: { seq: a.checkpoint.seq + 1 },
    })),
    'hub_wrong_answer',
  ],
  [
    'a document that no fold can read',
    alter((a) => ({
      documents: [{ id: 'csv:X', site: 'main', base: null, events: 7 }],
      checkpoint: { seq: a.checkpoint.seq + 1 },
    })),
    'hub_wrong_answer',
  ],
];

describe('a hub that lies', () => {
  let hub: TestHub;
  let bench: TestBench;
  beforeAll(async () => {
    hub = await startTestHub();
    bench = await startSyncBench();
    await saveProducts(bench);
    await saveOrders(bench, [{ no: 'L-1', lines: { MUG: 1 } }]);
    await joinHub(bench, hub);
    await inStep(bench);
  });
  afterAll(async () => {
    await bench.close();
    await hub.close();
  });

  const orders = async (): Promise<number> => (await bench.call('app.hello', {})).orders;

  for (const [what, lie, code] of PULLS)
    it(`${what}: is an error with a code, and nothing of it is kept`, async () => {
      hub.liar.lie('/v1/pull', lie);
      hub.liar.cutAll();
      const told = await untilSync(
        bench,
        (view) => view.state === 'offline' && view.error?.code === code,
        code,
      );
      expect(JSON.stringify(told)).not.toContain('Log in');
      expect(await orders()).toBe(1);
      hub.liar.lie('/v1/pull');
      await inStep(bench);
    });

  it('a checkpoint that goes back is an error', async () => {
    // The hub's own work, which this station has not seen.
    hub.liar.lie(
      '/v1/pull',
      alter((a) => ({ ...a, checkpoint: { seq: 0 } })),
    );
    hub.liar.cutAll();
    const told = await untilSync(bench, (view) => view.error?.code === 'hub_wrong_answer');
    expect(told.error?.data['what']).toBe('checkpoint');
    hub.liar.lie('/v1/pull');
    await inStep(bench);
  });

  it('an answer to a push that names other documents is an error, and the push is made again', async () => {
    hub.liar.lie(
      '/v1/push',
      { kind: 'say', body: '{"conflicts":[],"refused":[{"id":"nobody","code":"x"}]}' },
      2,
    );
    await bench.act(orderOf('L-1'), 'request_cancel', { reason: 'asked' });
    await untilSync(bench, (view) => view.error?.data['what'] === 'rows');
    await inStep(bench);
    const stored = (await hub.documents('orders', [orderOf('L-1')])).get(orderOf('L-1'));
    expect(stored?.events.map((event) => event.type)).toContain('cancel_requested');
    expect((await bench.call('sync.refused', {})).total).toBe(0);
  });

  it('a push whose answer is lost is made again, and nothing is there twice', async () => {
    hub.liar.lie('/v1/push', { kind: 'lose', after: 5 }, 3);
    await bench.act(orderOf('L-1'), 'deny_cancel', { reason: 'stays' });
    await untilSync(bench, (view) => view.state === 'offline');
    await inStep(bench);
    const stored = (await hub.documents('orders', [orderOf('L-1')])).get(orderOf('L-1'));
    const ids = stored?.events.map((event) => event.id) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
    expect(stored?.events.filter((event) => event.type === 'cancel_request_denied')).toHaveLength(1);
  });

  it('another protocol or another site bars the station, which works on and goes on when it is over', async () => {
    for (const [how, code] of [
      [(a: object) => ({ ...a, protocol: 99 }), 'protocol_new'],
      [(a: object) => ({ ...a, protocol: 0 }), 'protocol_old'],
      [(a: object) => ({ ...a, site: 'other' }), 'other_site'],
    ] as const) {
      hub.liar.lie('/v1/hello', { kind: 'alter', how: how as (answer: never) => unknown });
      hub.liar.cutAll();
      expect((await untilSync(bench, (view) => view.state === 'barred')).error?.code).toBe(code);
      await saveOrders(bench, [{ no: `B-${code}`, lines: { TEA: 1 } }]);
      expect((await bench.call('sync.view', {})).pushing).toBeGreaterThan(0);
      hub.liar.lie('/v1/hello');
      await inStep(bench);
    }
  });

  it('keeps token and receivers out of its log, and receivers sealed on disk, in the tables of replication too', async () => {
    const log = bench.log.join('\n');
    expect(log).toContain('hub: online');
    expect(hub.liar.tokens.size).toBeGreaterThan(0);
    for (const secret of [RECEIVER.name, RECEIVER.phone, ...hub.liar.tokens])
      expect(log).not.toContain(secret);
    await bench.stop();
    const files = readdirSync(bench.dir, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    const bytes = Buffer.concat(files.map((each) => readFileSync(join(each.parentPath, each.name))));
    expect(bytes.includes('rx-replication-meta')).toBe(true);
    expect(bytes.includes(orderOf('L-1'))).toBe(true);
    for (const secret of [RECEIVER.name, RECEIVER.phone, RECEIVER.detail, ...hub.liar.tokens])
      expect(bytes.includes(secret), secret).toBe(false);
    await bench.start();
    await inStep(bench);
  });
});
