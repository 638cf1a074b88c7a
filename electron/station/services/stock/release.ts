import { isCovered, type OrderFacts, type OrderState } from '../../../../shared/domain/index.ts';
import { expectedShip, type ShipRules } from '../../../../shared/domain/promise/index.ts';
import { hlcMs } from '../../../../shared/base/index.ts';
import type { Shortage } from '../../../../shared/domain/stock/index.ts';
import type { ReceiptFacts } from '../../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import type { Draft } from '../events.ts';
import { tzOffset } from '../imports/source.ts';
import type { SiteRulesService } from '../site-rules.ts';
import type { StockService } from './types.ts';

/** What goes with the release of an order (O11): stock put aside, a deadline, and what others add to it. */
export interface Release {
  /** For orders that come in. */
  intake(): Pick<ReceiptFacts, 'stock' | 'shipBy'>;
  /** Orders that come in stop at APPROVED and are released by `followUp`: something has to be asked first. */
  holdsBack(): boolean;
  /** Where the order is about to be released by the system: puts aside what it needs. */
  stockFor(
    doc: OrderDoc,
    state: OrderState,
  ): Promise<{ readonly stock: Stock; readonly steps: readonly Draft[] }>;
  /** Would the system take a step by itself? Without asking the ledger. */
  stockGuess(): Stock;
  /** Steps that are written with the release. */
  beside(doc: OrderDoc, state: OrderState): Promise<readonly Draft[]>;
  /** More steps that are written with it: allocation, carrier. Ids must repeat. */
  add(step: ReleaseStep): void;
  /** When it is to be shipped at the latest: as promised, or as the rules would say now. */
  expected(doc: OrderDoc, state: OrderState): number | undefined;
}

export interface ReleaseStep {
  /** Is there anything to ask? If not, orders that come in need not stop for it. */
  readonly active: () => boolean;
  readonly steps: (doc: OrderDoc, state: OrderState) => Promise<readonly Draft[]>;
}

type Stock = NonNullable<OrderFacts['stock']>;

export function createRelease(deps: {
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly stock: Pick<StockService, 'tracked' | 'reserve'>;
}): Release {
  const { siteRules, stock } = deps;
  const more: ReleaseStep[] = [];

  const rules = (): ShipRules => ({
    hours: siteRules.get('promise.hours'),
    cutOff: siteRules.get('promise.cutOff')[0] ?? '',
    weekdaysOnly: siteRules.get('promise.weekdaysOnly'),
    holidays: siteRules.get('promise.holidays'),
    workingDays: siteRules.get('promise.workingDays'),
  });
  const shipBy = (paidAt: number): number | undefined => expectedShip(paidAt, rules(), tzOffset);

  /** When the money was known to be there; of what is paid at the door, when the order came. */
  function countsFrom(doc: OrderDoc, state: OrderState): number | undefined {
    if (!isCovered(state.payment)) return undefined;
    const paid = doc.events.findLast((event) => event.type === 'paid');
    return paid ? hlcMs(paid.at) : (state.current.paidAt ?? doc.base.receivedAt);
  }

  const release: Release = {
    intake: () => ({ stock: release.holdsBack() ? 'free' : 'not_tracked', shipBy }),
    holdsBack: () =>
      stock.tracked() || !siteRules.get('stock.autoRelease') || more.some((step) => step.active()),
    stockGuess: () =>
      !siteRules.get('stock.autoRelease') ? 'free' : stock.tracked() ? 'reserved' : 'not_tracked',
    async stockFor(doc, state) {
      if (!siteRules.get('stock.autoRelease')) return { stock: 'free', steps: [] };
      if (!stock.tracked()) return { stock: 'not_tracked', steps: [] };
      if (!mayGo(doc, state)) return { stock: 'free', steps: [] };
      const fact = await stock.reserve(doc.id);
      if (fact.kind !== 'short') return { stock: fact.kind, steps: [] };
      return { stock: 'free', steps: fact.short.length === 0 ? [] : [shortStep(doc, fact.short)] };
    },
    async beside(doc, state) {
      const steps: Draft[] = [];
      const from = countsFrom(doc, state);
      const due = state.current.shipBy === undefined && from !== undefined ? shipBy(from) : undefined;
      if (due !== undefined)
        steps.push({
          type: 'promised',
          data: { shipBy: due, rule: 'promise.hours' },
          id: `promised:auto:${doc.id}`,
        });
      for (const step of more) if (step.active()) steps.push(...(await step.steps(doc, state)));
      return steps;
    },
    add: (step) => void more.push(step),
    expected(doc, state) {
      if (state.current.shipBy !== undefined) return state.current.shipBy;
      const from = countsFrom(doc, state);
      return from === undefined ? undefined : shipBy(from);
    },
  };
  return release;
}

/** O11 but for the stock. */
const mayGo = (doc: OrderDoc, state: OrderState): boolean =>
  state.status === 'APPROVED' &&
  doc.base.kind === 'goods' &&
  isCovered(state.payment) &&
  state.holds.length === 0 &&
  state.cancelRequests.length === 0;

/** O12: how often it was short before makes the id, so that two stations that see it write one step. */
function shortStep(doc: OrderDoc, short: readonly Shortage[]): Draft {
  const [first] = short;
  const before = doc.events.filter((event) => event.type === 'backordered').length;
  const data = {
    reason: 'stock_short',
    ...(first ? { sku: first.sku, qty: first.needed - first.free } : {}),
  };
  return { type: 'backordered', data, id: `backordered:auto:${doc.id}:${before + 1}` };
}
