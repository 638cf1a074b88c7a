import { beforeEach, describe, expect, it } from 'vitest';
import { pullDocuments, pushDocuments, type PushRequest } from '../../../../hub/replication/index.ts';
import { formatHlc } from '../../../../shared/base/index.ts';
import { event, NOW, order, row } from '../../../fakes/hub/documents.ts';
import { createMemoryStore, type MemoryStore } from '../../../fakes/hub/memory-store.ts';

const clock = { now: () => NOW };
const B1 = { station: 'B1', site: 'main' };
const B2 = { station: 'B2', site: 'main' };
const secret = { kind: 'scrypt', N: 16, r: 8, p: 1, salt: 'AA==', hash: 'AA==', at: 1 };
const at = (ms: number, station = 'B1') => formatHlc({ ms, counter: 0, station });
let store: MemoryStore;
let tick = 0;

beforeEach(async () => {
  store = createMemoryStore(clock);
  tick = NOW - 1_000_000;
  await store.createSite('main');
});

const person = (id: string, roles: readonly string[], more: Record<string, unknown> = {}) => {
  tick += 1;
  return { id, site: 'main', name: id, badge: id, roles, active: true, stamp: at(tick), ...more };
};
const admin = person('op:B1-002', ['ADM'], { by: 'op:B1-002', private: { password: secret } });
const push = async (collection: PushRequest['collection'], documents: readonly object[], who = B1) =>
  (
    await pushDocuments({ store, clock }, who, {
      collection,
      rows: documents.map((document) => row(document as never)),
    })
  ).refused.map(({ id, code, data }) => ({ id, code, by: data['by'] }));
const names = async () =>
  (await pullDocuments({ store }, B2, { collection: 'people', after: null, limit: 100 })).documents.map(
    (doc) => doc['id'],
  );
const refusedFor = (id: string, by: string) => [{ id, code: 'role_not_allowed', by }];

describe('people at a hub', () => {
  it('come from every station while the site has no administrator, and with the first one comes his list', async () => {
    expect(await push('people', [person('op:B1-001', ['PKR', 'WHL'])])).toEqual([]);
    expect(await push('people', [person('op:B2-001', ['PKR'])], B2)).toEqual([]);
    const staff = person('op:B1-003', ['PKR'], { by: admin.id });
    expect(await push('people', [staff, { ...admin, stamp: at(tick + 1) }])).toEqual([]);
    expect(await names()).toHaveLength(4);
  });

  it('are changed by administrators only, once there is one; he himself is made by another', async () => {
    await push('people', [admin, person('op:B1-003', ['PKR'], { by: admin.id })]);
    const forged = [
      person('op:B2-007', ['ADM'], { by: 'op:B2-007', private: { password: secret } }),
      person('op:B2-008', ['MGR'], { by: 'op:B1-003' }),
      person('op:B2-009', ['MGR'], { by: 'nobody' }),
      person('op:B1-003', ['PKR', 'ADM'], { by: 'op:B1-003' }),
      person('op:B1-003', ['PKR', 'ADM']),
      person(admin.id, ['ADM'], { active: false, by: 'op:B1-003' }),
      person('op:B2-011', ['SYS'], { by: admin.id }),
    ];
    for (const each of forged)
      expect(await push('people', [each], B2)).toEqual(
        refusedFor(each.id, String((each as { by?: string }).by ?? '')),
      );
    expect(await push('people', [person('op:B2-010', ['MGR'], { by: admin.id })], B2)).toEqual([]);
  });

  it('may be made and used in one push, in the order in which they were made', async () => {
    await push('people', [admin]);
    const second = person('op:B1-004', ['ADM'], { by: admin.id });
    const staff = person('op:B1-005', ['PKR'], { by: second.id });
    expect(await push('people', [second, staff])).toEqual([]);
  });

  it('change their own secrets and nothing else', async () => {
    const li = person('op:B1-003', ['PKR'], { by: admin.id });
    await push('people', [admin, li]);
    const own = { ...li, by: li.id, stamp: at(tick + 10), mustChange: false, private: { pin: secret } };
    expect(await push('people', [{ ...own, name: 'Wang' }])).toEqual(refusedFor(li.id, li.id));
    expect(await push('people', [{ ...own, was: [{ roles: ['ADM'], active: true, until: '9' }] }])).toEqual(
      refusedFor(li.id, li.id),
    );
    expect(await push('people', [own])).toEqual([]);
  });

  it('take in the operator that a new station made for itself, and nobody else of it', async () => {
    await push('people', [admin]);
    expect(await push('people', [person('op:B2-001', ['PKR', 'WHL'])], B2)).toEqual([]);
    for (const wrong of [
      person('op:B1-009', ['PKR']),
      person('op:B2-002', ['PKR', 'ADM']),
      person('op:B2-003', ['PKR'], { private: { pin: secret } }),
      person('op:B2-001', ['PKR', 'WHL', 'MGR']),
    ])
      expect(await push('people', [wrong], B2)).toEqual(refusedFor(wrong.id, ''));
  });

  it('are judged by the rights that they held when they did it, not by those of today', async () => {
    const took = NOW - 50_000;
    const li = person('op:B1-003', ['PKR'], { by: admin.id });
    const now = person('op:B1-003', ['PIK'], {
      by: admin.id,
      was: [{ roles: ['PKR', 'CS'], active: true, until: at(took) }],
      stamp: at(took),
    });
    await push('people', [admin, li, now]);
    const asked = (id: string, ms: number) =>
      order(id, {
        events: [event(`c${id}`, 'cancel_requested', { reason: 'x' }, { by: 'op:B1-003', ms })],
      });
    expect(await push('orders', [asked('1', took - 1)])).toEqual([]);
    expect(await push('orders', [asked('2', took + 1)])).toEqual(refusedFor('csv:2', 'op:B1-003'));
  });
});
