import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldOrder, type OrderEventDraft } from '../../../shared/domain/index.ts';
import {
  amountText,
  BUILT_IN_NOTICES,
  builtInNotice,
  customerNoticeOf,
  fill,
  noticeFaults,
  noticeValues,
  NOTICE_TEMPLATES,
  renderNotice,
  staffNoticesOf,
  timeText,
  type NoticeFacts,
} from '../../../shared/domain/notices/index.ts';
import { BASE, history, PATHS, shippedDraft } from '../domain/order/fixtures.ts';

const FACTS: NoticeFacts = {
  language: 'zh',
  site: '小店',
  carrierName: (code) => (code === 'sf' ? '顺丰速运' : code),
  link: 'https://track.example/{carrier}/{number}',
  transit: ['*,*,3'],
  offset: () => 480,
  expectedShip: Date.UTC(2026, 10, 23, 10, 0),
};
const state = (drafts: readonly OrderEventDraft[], base: object = {}) =>
  foldOrder({ base: { ...BASE, ...base }, events: history(drafts) });

describe('templates of notices', () => {
  it('every built-in text is whole, names what it must, and fills in both languages (COM-01, CFM-02)', () => {
    expect(BUILT_IN_NOTICES.map(({ id }) => id)).toEqual([...NOTICE_TEMPLATES]);
    for (const template of BUILT_IN_NOTICES)
      expect([template.id, noticeFaults(template)]).toEqual([template.id, []]);
  });

  it('a confirmation names order, items, expected ship time, payment and amount (CFM-02)', () => {
    const order = state(PATHS.APPROVED, {
      paymentMethod: 'alipay',
      total: { minor: 12_850, currency: 'CNY' },
    });
    const { text } = renderNotice(builtInNotice('confirmation').zh, noticeValues(order, FACTS));
    for (const part of ['4011', 'Cup ×2、Plate ×1', '¥128.50', '支付宝', '2026-11-23 18:00', '小店'])
      expect(text).toContain(part);
    const { text: english } = renderNotice(
      builtInNotice('confirmation').en,
      noticeValues(order, { ...FACTS, language: 'en' }),
    );
    expect(english).toContain('Alipay');
    expect(english).not.toMatch(/[{}[\]]/);
  });

  it('shipping names waybill, link and expected arrival (NTF-01, NTF-02)', () => {
    const order = state([...PATHS.READY_TO_SHIP, shippedDraft]);
    const { text } = renderNotice(builtInNotice('shipped').zh, noticeValues(order, FACTS));
    for (const part of ['顺丰速运', 'SF1', 'https://track.example/sf/SF1', '1970-01-04'])
      expect(text).toContain(part);
    // Nothing is promised that is not known.
    const { text: bare } = renderNotice(
      builtInNotice('shipped').zh,
      noticeValues(order, { ...FACTS, transit: [], link: '' }),
    );
    expect(bare).not.toContain('送达');
    expect(bare).not.toContain('查询');
  });

  it('not passed for the payment: the customer reads how to go on; a site’s own reason stands as it is (REV-13)', () => {
    const order = state(PATHS.NEEDS_FIX);
    const read = (reason: string, language: 'zh' | 'en') =>
      renderNotice(builtInNotice('needs_fix')[language], noticeValues(order, { ...FACTS, language, reason }))
        .text;
    expect(read('payment_missing', 'zh')).toContain('请重新付款或检查付款渠道');
    expect(read('payment_missing', 'en')).toContain('please pay again or check the payment channel');
    expect(read('请补差价 5 元', 'zh')).toContain('请补差价 5 元');
  });

  it('what nobody understands is refused, and so is a text that leaves out what it must say', () => {
    const of = (text: string, id: 'delayed' | 'cancelled' = 'delayed') =>
      noticeFaults({ id, zh: { subject: 's', text }, en: { subject: 's', text: '{order} {reason}' } }).map(
        ({ code }) => code,
      );
    expect(of('订单 {订单号} 已延期')).toEqual([]);
    expect(of('{order} {phone}')).toEqual(['unknown_placeholder']);
    expect(of('{order')).toEqual(['bracket_open']);
    expect(of('[{order}')).toEqual(['bracket_open']);
    expect(of(' ')).toEqual(['text_empty']);
    expect(of('{order}'.repeat(200))).toEqual(['text_too_long']);
    expect(of('{order}', 'cancelled')).toEqual(['placeholder_missing']);
  });

  it('values are text: braces and brackets of a product’s name stay as they are', () => {
    expect(fill('A {items} B', { items: '{order}[x]' })).toBe('A {order}[x] B');
    expect(fill('[ {receiver}，]您好', {})).toBe('您好');
    expect(fill('{reason}', {})).toBe('—');
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (name) => {
        const shown = fill('>{items}<', { items: name });
        expect(shown).toBe(`>${name.trim() === '' ? '—' : name.trim()}<`.replace(/[ \t]+\n/g, '\n'));
      }),
    );
  });

  it('amounts and times are those of the house', () => {
    expect(amountText({ minor: 5, currency: 'CNY' })).toBe('¥0.05');
    expect(amountText({ minor: -1200, currency: 'JPY' })).toBe('-JPY 1200');
    expect(timeText(Date.UTC(2026, 0, 1, 17, 30), () => 480)).toBe('2026-01-02 01:30');
  });
});

describe('what events mean to people', () => {
  /** Which of them are told, and as what. */
  const notices = (drafts: readonly OrderEventDraft[]) =>
    history(drafts).flatMap((event, at) => {
      const told = customerNoticeOf(event);
      return told === undefined ? [] : [`${String(at)} ${told.template}`];
    });

  it('tells the customer of review, payment, shipping, shortage and cancels by the merchant (REV-12, NTF-03, NTF-05)', () => {
    expect(
      notices([
        { type: 'approved', data: {} },
        { type: 'approved', data: { rule: 'auto-clean-v1' } },
        { type: 'needs_fix', data: { reason: 'phone_wrong' } },
        { type: 'rejected', data: { reason: 'fraud' } },
        { type: 'payment_reminded', data: { way: 'sms' } },
        { type: 'payment_reminded', data: { way: 'phone' } },
        { type: 'backordered', data: { reason: 'shortage' } },
        { type: 'cancelled', data: { reason: 'stock_short', side: 'merchant' } },
        { type: 'cancelled', data: { reason: 'customer', side: 'customer' } },
        shippedDraft,
        { type: 'shipped', data: { parcels: [], source: 'channel' } },
      ]),
    ).toEqual([
      '0 confirmation',
      '2 needs_fix',
      '3 rejected',
      '4 payment_reminder',
      '6 shortage',
      '7 cancelled',
      '9 shipped',
    ]);
  });

  it('keeps what people typed out of the notice, and makes the same notice of the same event', () => {
    const [event] = history([{ type: 'needs_fix', data: { reason: '王先生的电话打不通' } }]);
    if (!event) throw new Error('no event');
    expect(customerNoticeOf(event)).toMatchObject({ data: {}, id: `needs_fix:${event.id}` });
    expect(customerNoticeOf(event)).toEqual(customerNoticeOf(event));
  });

  it('tells the next role in the house: address changed, cancelled, return coming (NTF-04)', () => {
    const told = (draft: OrderEventDraft) =>
      history([draft]).flatMap((event) => staffNoticesOf(event).map(({ role, code }) => `${code} ${role}`));
    expect(told({ type: 'address_changed', data: {} })).toEqual([
      'address_changed WHL',
      'address_changed SHP',
    ]);
    expect(told({ type: 'cancelled', data: { reason: 'x', side: 'customer' } })).toEqual(['cancelled WHL']);
    expect(told({ type: 'logistics', data: { status: 'RETURNING' } })).toEqual([
      'return_coming WHL',
      'return_coming CS',
    ]);
    expect(told({ type: 'submitted', data: {} })).toEqual([]);
  });
});
