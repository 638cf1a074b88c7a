import { describe, expect, it } from 'vitest';
import {
  decideOrder,
  foldOrder,
  orderNumber,
  UNCLEAR_HOLD,
  type Actor,
  type OrderAggregate,
  type OrderBase,
  type OrderEvent,
  type OrderEventDraft,
  type OrderPrivate,
  type OrderTerms,
} from '../../../shared/domain/index.ts';
import { privateOf } from '../../../shared/intake/index.ts';

const AUTHOR: Actor = { id: 'op:author', roles: ['CLK'] };
const OTHER: Actor = { id: 'op:other', roles: ['CLK'] };
const CS: Actor = { id: 'op:cs', roles: ['CS'] };

const base: OrderBase = {
  channel: 'phone',
  channelOrderNo: 'M1',
  orderedAt: 1,
  receivedAt: 2,
  intake: 'manual',
  author: AUTHOR.id,
  kind: 'goods',
  lines: [{ no: 1, sku: 'MUG', name: '马克杯', qty: 1, kind: 'goods' }],
  payment: 'UNPAID',
  flags: [],
  receiverMasked: false,
  shipBy: 5,
};
const terms: OrderTerms = {
  orderedAt: 1,
  kind: 'goods',
  lines: [{ no: 1, sku: 'TEA', name: '绿茶', qty: 3, kind: 'goods' }],
  payment: 'COD',
  codAmount: { minor: 900, currency: 'CNY' },
  flags: ['urgent'],
  receiverMasked: false,
};

type Told = OrderPrivate['events'][string];
/** Events one after another, each with what it brought. */
function orderWith(...steps: readonly (readonly [draft: OrderEventDraft, by?: Actor, told?: Told])[]) {
  const events = steps.map(([draft, by = AUTHOR], at) => ({
    ...draft,
    id: `e${String(at)}`,
    at: `00000000000000${String(at)}`,
    by: by.id,
    station: 'S1',
  })) as OrderEvent[];
  const told = Object.fromEntries(
    steps.flatMap(([, , brought], at) => (brought ? [[`e${String(at)}`, brought]] : [])),
  );
  const order: OrderAggregate & { private: OrderPrivate } = {
    id: 'phone:M1',
    site: 'site',
    base,
    events,
    private: { base: { receiver: { name: '张三', phone: '1', detail: 'a' }, remark: 'first' }, events: told },
  };
  return { ...order, state: foldOrder(order) };
}
const changed: OrderEventDraft = { type: 'draft_changed', data: { terms } };
const received = (draft?: string): OrderEventDraft => ({
  type: 'received',
  data: draft === undefined ? { author: AUTHOR.id } : { author: AUTHOR.id, draft },
});
const code = (order: ReturnType<typeof orderWith>, draft: OrderEventDraft, actor: Actor): string => {
  const decided = decideOrder(order.state, order.base, draft, { actor });
  return decided.ok ? 'ok' : decided.error.code;
};

describe('Drafts and their second person (INT-03)', () => {
  it('its author writes it anew as a whole; base and first words stay as they were (AUD-06)', () => {
    const order = orderWith([changed, AUTHOR, { remark: 'second' }]);
    expect(order.state.current).toMatchObject({
      channelOrderNo: 'M1',
      author: AUTHOR.id,
      lines: terms.lines,
      payment: 'COD',
    });
    expect(order.state.current.shipBy).toBeUndefined();
    expect(order.state).toMatchObject({ payment: 'COD', flags: ['urgent'], draft: 'e0' });
    expect(privateOf(order)).toEqual({ remark: 'second' });
    expect(order.base.lines[0]?.sku).toBe('MUG');
    expect(order.private.base?.remark).toBe('first');
  });

  it('only the author changes, only somebody else confirms or gives back', () => {
    const order = orderWith();
    expect(code(order, changed, OTHER)).toBe('author_differs');
    expect(code(order, received(), AUTHOR)).toBe('same_person');
    expect(code(order, { type: 'draft_returned', data: { reason: 'amounts' } }, AUTHOR)).toBe('same_person');
    expect(code(order, { type: 'draft_returned', data: { reason: '' } }, OTHER)).toBe('reason_required');
    expect(code(order, received(), OTHER)).toBe('ok');
    expect(code(order, { type: 'draft_changed', data: { terms: { ...terms, lines: [] } } }, AUTHOR)).toBe(
      'order_incomplete',
    );
  });

  it('what is confirmed is the version that was looked at', () => {
    const order = orderWith([changed]);
    expect(code(order, received(), OTHER)).toBe('draft_differs');
    expect(code(order, received('e0'), OTHER)).toBe('ok');
  });

  it('a change that the second person had not seen stands as an exception, on every station alike', () => {
    const early = orderWith([changed], [received(), OTHER]);
    expect(early.state.exceptions.map((each) => each.code)).toEqual(['other_draft_confirmed']);
    const late = orderWith([received(), OTHER], [changed, AUTHOR, { remark: 'late' }]);
    expect(late.state.exceptions.map((each) => each.code)).toEqual(['draft_changed_too_late']);
    expect(late.state.current.lines[0]?.sku).toBe('MUG');
    expect(privateOf(late).remark).toBe('first');
  });

  it('given back, it says why until its author has changed it', () => {
    const back: OrderEventDraft = { type: 'draft_returned', data: { reason: 'amounts' } };
    expect(orderWith([back, OTHER]).state).toMatchObject({ status: 'DRAFT', draftReturned: 'amounts' });
    expect(orderWith([back, OTHER], [changed]).state.draftReturned).toBeUndefined();
    expect(orderWith([back, OTHER], [received(), OTHER]).state).toMatchObject({ status: 'RECEIVED' });
  });
});

describe('Change requests (ruling 4, USR-04, AUD-06)', () => {
  const ask: OrderEventDraft = {
    type: 'change_requested',
    data: { fields: ['flags', 'shipBy'], terms: { flags: ['fragile'], shipBy: null } },
  };
  const decide = (approved: boolean): OrderEventDraft => ({
    type: 'change_decided',
    data: { request: 'e1', approved, ...(approved ? { terms: { flags: ['fragile'], shipBy: null } } : {}) },
  });

  it('nothing changes until somebody else approves it', () => {
    const asked = orderWith([received(), OTHER], [ask]);
    expect(asked.state.current).toEqual(base);
    expect(asked.state.changeRequests).toEqual([{ id: 'e1', by: AUTHOR.id }]);
    expect(code(asked, decide(true), { id: AUTHOR.id, roles: ['CLK', 'CS'] })).toBe('same_person');
    expect(code(asked, decide(true), OTHER)).toBe('role_not_allowed');
    expect(code(asked, decide(true), CS)).toBe('ok');
    const { state } = orderWith([received(), OTHER], [ask], [decide(true), CS]);
    expect(state.current.flags).toEqual(['fragile']);
    expect(state.current.shipBy).toBeUndefined();
    expect(state.flags).toEqual(['fragile']);
    expect(state.changeRequests).toEqual([]);
  });

  it('refused, the order stays; decided twice, the first decision stands', () => {
    const refused = orderWith([received(), OTHER], [ask], [decide(false), CS], [decide(true), CS]);
    expect(refused.state.current).toEqual(base);
    expect(refused.state.exceptions.map((each) => each.code)).toEqual(['change_decided_twice']);
    expect(code(refused, decide(true), CS)).toBe('change_not_open');
  });

  it('what an approved request brings is private and counts from then on; a refused one never', () => {
    const told = { remark: 'new', receiver: { name: '李四', phone: '2', detail: 'b' } };
    const approved = orderWith([received(), OTHER], [ask, AUTHOR, told], [decide(true), CS, told]);
    expect(privateOf(approved)).toMatchObject(told);
    expect(
      privateOf(orderWith([received(), OTHER], [ask, AUTHOR, told], [decide(false), CS, told])).remark,
    ).toBe('first');
    expect(privateOf(orderWith([received(), OTHER], [ask, AUTHOR, told])).remark).toBe('first');
  });

  it('is not for drafts, and asks for something', () => {
    expect(code(orderWith(), ask, AUTHOR)).toBe('wrong_status');
    expect(
      code(orderWith([received(), OTHER]), { type: 'change_requested', data: { fields: [] } }, AUTHOR),
    ).toBe('nothing_changed');
  });
});

describe('What is unclear (INT-12)', () => {
  it('a clerk lifts what clerks put on hold, and nothing else', () => {
    const held = (hold: string) =>
      orderWith([received(), OTHER], [{ type: 'held', data: { hold, reason: 'order_unclear' } }]);
    const lift = (hold: string): OrderEventDraft => ({ type: 'hold_lifted', data: { hold } });
    expect(code(held(`${UNCLEAR_HOLD}1`), lift(`${UNCLEAR_HOLD}1`), OTHER)).toBe('ok');
    expect(code(held('h1'), lift('h1'), OTHER)).toBe('role_not_allowed');
    expect(code(held('h1'), lift('h1'), CS)).toBe('ok');
  });
});

describe('The number of an order (INT-04)', () => {
  it('is the same wherever the order is taken in, and another for every order', () => {
    expect(orderNumber('taobao:123')).toBe(orderNumber('taobao:123'));
    expect(orderNumber('taobao:123')).toMatch(
      /^P-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/,
    );
    const all = new Set(Array.from({ length: 50_000 }, (_, at) => orderNumber(`shop:${String(at)}`)));
    expect(all.size).toBe(50_000);
  });
});
