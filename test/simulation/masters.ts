import type { Desk } from './desk.ts';

/** Documents without events: the newest counts, or they are never changed. */

/** A product, a person or a carrier is changed; at two stations at once the newer change stays. */
export async function carryName(desk: Desk): Promise<void> {
  const name = `name ${desk.id()}`;
  const which = desk.random.below(3);
  if (which === 0) {
    const sku = `S${desk.random.below(3)}`;
    const product = { sku, name };
    await desk.put('products', { id: `p:${sku}`, kind: 'product', sku, n: 1, product } as { id: string });
  } else if (which === 1) {
    const { id, roles } = desk.person;
    const badge = `${desk.station}-001`;
    await desk.put('people', { id, site: desk.site, name, badge, roles, active: true } as { id: string });
  } else {
    const value = {
      code: 'sf',
      zh: '顺丰',
      en: name,
      routed: false,
      sources: ['pool', 'own'],
      freePool: true,
    };
    await desk.put('config', { id: 'carrier:sf', kind: 'carrier', value, private: {} } as { id: string });
  }
}

export async function journalWork(desk: Desk): Promise<void> {
  const at = desk.hlc.next();
  const bench = `${desk.station}-B1`;
  const entry = {
    id: `${bench}:${at}`,
    site: desk.site,
    bench,
    session: `idle:${bench}`,
    kind: 'stop',
    at,
    by: desk.person.id,
    data: {},
  };
  await desk.insert('journal', entry);
}
