import { describe, expect, it } from 'vitest';
import { hasGs1CheckDigit } from '../../../shared/codec/check-digit.ts';
import { DEMO_CARRIERS, demoSite, demoWaybillTable } from '../../../shared/demo/index.ts';
import { reviewCodes } from '../../fixtures/review.ts';

const NOW = Date.UTC(2026, 10, 1);
const site = demoSite(7, NOW);

describe('demo site', () => {
  it('is the same for the same seed and another for another', () => {
    expect(demoSite(7, NOW)).toEqual(site);
    expect(demoSite(8, NOW).orders).not.toEqual(site.orders);
  });

  it('has 120 products with pictures of their own and valid, unique codes', () => {
    expect(site.products).toHaveLength(120);
    expect(new Set(site.pictures.map((p) => p.svg)).size).toBe(120);
    const keys = new Set(site.pictures.map((p) => p.key));
    const codes = site.products.flatMap((p) => p.codes.map((c) => c.code));
    expect(new Set(codes).size).toBe(codes.length);
    for (const product of site.products) {
      expect(keys.has(product.picture ?? '')).toBe(true);
      for (const { code } of product.codes) expect(hasGs1CheckDigit(code)).toBe(true);
      for (const part of product.kit ?? []) expect(site.products.some((p) => p.sku === part.sku)).toBe(true);
      expect(product.kit !== undefined || product.codes.some((c) => c.n === 1)).toBe(true);
    }
    for (const { svg } of site.pictures) expect(svg).not.toMatch(/href|url\(|<script|"[CDL]"/);
  });

  it('has 300 orders, 60 % of them with one unit, and something for every list', () => {
    expect(site.orders).toHaveLength(300);
    expect(new Set(site.orders.map((o) => o.id)).size).toBe(300);
    const units = site.orders.map((o) => o.base.lines.reduce((sum, line) => sum + line.qty, 0));
    const singles = units.filter((n) => n === 1).length;
    expect(singles).toBeGreaterThanOrEqual(178);
    expect(singles).toBeLessThanOrEqual(182);
    const problems = new Set(site.orders.flatMap(reviewCodes));
    for (const code of [
      'unpaid',
      'address_incomplete',
      'phone_missing',
      'service_order',
      'channel_cancelled',
      'channel_refunded',
      'channel_unknown_status',
    ] as const) {
      expect(problems).toContain(code);
    }
    expect(site.orders.filter((o) => reviewCodes(o).length === 0).length).toBeGreaterThan(270);
    for (const test of [
      (o: (typeof site.orders)[number]) => o.base.payment === 'COD' && (o.base.codAmount?.minor ?? 0) > 0,
      (o: (typeof site.orders)[number]) => o.base.flags.includes('urgent'),
      (o: (typeof site.orders)[number]) => o.private.remark !== undefined,
      (o: (typeof site.orders)[number]) => o.base.lines.some((l) => l.sku.startsWith('KIT-')),
      (o: (typeof site.orders)[number]) => o.base.lines.some((l) => l.qty >= 12),
    ]) {
      expect(site.orders.filter(test).length).toBeGreaterThanOrEqual(5);
    }
  });

  it('has numbers from every source, unique, for orders of its own', () => {
    const numbers = [...site.waybills, ...site.pool].map((w) => `${w.carrier}:${w.number}`);
    expect(new Set(numbers).size).toBe(numbers.length);
    const byNo = new Map(site.orders.map((o) => [o.base.channelOrderNo, o.base.carrier]));
    for (const waybill of site.waybills) expect(byNo.get(waybill.order ?? '')).toBe(waybill.carrier);
    const routed = new Set(
      DEMO_CARRIERS.filter((c) => c.routed && c.sources[0] === 'file').map((c) => c.code),
    );
    const file = site.waybills.filter((w) => routed.has(w.carrier));
    expect(file.filter((w) => w.routing).length).toBeGreaterThan(100);
    expect(file.filter((w) => !w.routing).length).toBeGreaterThan(0);
    expect(demoWaybillTable(site).rows).toHaveLength(site.waybills.length);
    for (const code of ['OWN', 'TC', 'STO'])
      expect(site.orders.some((o) => o.base.carrier === code)).toBe(true);
  });
});
