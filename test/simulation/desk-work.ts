import { decideCase, foldCase, type CaseEventDraft } from '../../shared/domain/cases/index.ts';
import { releaseId, reserveId, type StockMove } from '../../shared/domain/stock/index.ts';
import { caseDoc } from '../../shared/schema/derive.ts';
import type { CaseDoc, StockDoc } from '../../shared/schema/index.ts';
import { SYS, type Desk } from './desk.ts';

/** The desk and the shelves: cases that two stations open at once, moves of the stock ledger that are effects of orders. */

/** One shortage of an order is one case, whoever saw it first; then it is worked on, decided, raised again. */
export async function workCase(desk: Desk): Promise<void> {
  const order = `sim:${desk.random.below(3)}`;
  const id = `shortage:${order}`;
  const known = desk.get('cases', id);
  if (!known) {
    const opened = {
      id: `opened:${id}`,
      type: 'opened',
      at: desk.hlc.next(),
      by: desk.person.id,
      station: desk.station,
      data: {},
    };
    const base = {
      kind: 'shortage',
      code: 'not_found',
      createdAt: desk.now(),
      author: desk.person.id,
      department: 'WHL',
      priority: 'normal',
      order,
      facts: { qty: 1 },
    };
    const made = { id, site: desk.site, base, events: [opened], private: { events: {} } };
    return desk.insert('cases', caseDoc(made as unknown as CaseDoc));
  }
  const state = foldCase(known);
  const draft = desk.random.pick<CaseEventDraft>([
    { type: 'noted', data: {} },
    { type: 'contacted', data: { with: 'carrier' } },
    { type: 'assigned', data: { department: 'CS' } },
    { type: 'detailed', data: { facts: { qty: 1 + desk.random.below(3) } } },
    { type: 'solved', data: { outcome: desk.random.pick(['waited', 'substituted']) } },
    { type: 'reopened', data: { reason: 'again' } },
    { type: 'closed', data: {} },
  ]);
  const decided = decideCase(state, known.base, draft, { actor: desk.person });
  if (!decided.ok) return;
  const said = draft.type === 'noted' ? { private: { note: `note of ${desk.station}` } } : {};
  const drafts = decided.value.map((each, at) => (at === 0 ? { ...each, ...said } : each));
  await desk.append('cases', id, drafts, desk.person);
}

/** Goods come in; orders reserve and give back: the same effect has the same id at every station. */
export async function moveStock(desk: Desk): Promise<void> {
  const sku = `S${desk.random.below(3)}`;
  const order = `sim:${desk.random.below(3)}`;
  const attempt = 1 + desk.random.below(2);
  const move = (part: Pick<StockMove, 'id' | 'kind' | 'qty' | 'by'> & Partial<StockMove>) =>
    desk.insert('stock', {
      site: desk.site,
      sku,
      location: '',
      order: '',
      shipment: '',
      attempt: 0,
      reason: '',
      reference: '',
      at: desk.hlc.next(),
      ...part,
    } as StockDoc);
  const what = desk.random.below(3);
  if (what === 0) return move({ id: `receipt:${desk.id()}`, kind: 'receipt', qty: 5, by: desk.person.id });
  const one = { qty: 1, order, attempt, by: SYS.id };
  if (what === 1) return move({ ...one, id: reserveId(order, attempt, sku), kind: 'reserve' });
  return move({ ...one, id: releaseId(order, attempt, sku), kind: 'release' });
}
