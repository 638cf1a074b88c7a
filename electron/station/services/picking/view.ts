import type { PickView, StopView, VerdictView } from '../../../../shared/contract/index.ts';
import { currentOf, positionsOf } from '../../../../shared/domain/picking/index.ts';
import type { CatalogueService } from '../catalogue.ts';
import { progressOf } from './opening.ts';
import type { PickStop, Walk } from './types.ts';
import { positionView } from './wave-list.ts';

/** What a bench's picking is at a moment. */
export interface Shown {
  readonly bench: string;
  readonly operator: string;
  readonly walk: Walk | undefined;
  readonly stop: PickStop | undefined;
  readonly last: VerdictView | null;
  readonly ended: PickView['ended'];
  readonly quantityAllowed: boolean;
}

export async function pickView(shown: Shown, catalogue: CatalogueService): Promise<PickView> {
  const { bench, operator, walk, stop, last, ended } = shown;
  return {
    bench,
    operator,
    walk: walk ? walkView(walk, shown.quantityAllowed) : null,
    stop: stop ? await stopView(stop, walk, catalogue) : null,
    last,
    ended,
  };
}

function walkView(walk: Walk, quantityAllowed: boolean): NonNullable<PickView['walk']> {
  const open = walk.tasks.filter((task) => task.blocked === undefined);
  const { tally } = progressOf(walk, walk.tasks[0] ?? NO_TASK);
  const positions = positionsOf(open, tally);
  const pending = walk.tasks.find((task) => task.shipment === walk.pending);
  return {
    id: walk.id,
    code: walk.code,
    kind: walk.kind,
    startedAt: walk.startedAt,
    orders: walk.tasks.map((task) => {
      const { taken, short } = progressOf(walk, task);
      const { shipment, order, channelOrderNo, slot, urgent } = task;
      const units = task.lines.reduce((sum, { qty }) => sum + qty, 0);
      const state =
        task.blocked !== undefined
          ? 'blocked'
          : task.done === 'short'
            ? 'short'
            : task.done
              ? 'done'
              : 'open';
      return {
        shipment,
        order,
        channelOrderNo,
        slot,
        tote: task.tote ?? null,
        urgent,
        units,
        taken,
        short,
        state,
        reason: task.blocked ?? null,
      } as const;
    }),
    positions: positions.map((position) => positionView(position, walk.products)),
    current: currentOf(positions, walk.focus)?.key ?? null,
    focus: walk.focus ?? null,
    pending: pending ? { shipment: pending.shipment, slot: pending.slot, tote: pending.tote ?? null } : null,
    multiplier: walk.multiplier,
    quantityAllowed,
  };
}

const NO_TASK = {
  shipment: '',
  slot: 0,
  lines: [],
  order: '',
  orders: [],
  channelOrderNo: '',
  urgent: false,
};

async function stopView(
  { number, record, repeats }: PickStop,
  walk: Walk | undefined,
  catalogue: CatalogueService,
): Promise<StopView> {
  const skus = [
    ...record.expected.map(({ sku }) => sku),
    ...(record.got?.sku === undefined ? [] : [record.got.sku]),
  ];
  const missing = skus.filter((sku) => walk?.products.has(sku) !== true);
  const others = missing.length === 0 ? new Map<string, never>() : await catalogue.products(missing);
  const named = (sku: string) => {
    const product = walk?.products.get(sku) ?? others.get(sku);
    return {
      sku,
      name: product?.name ?? sku,
      variant: product?.variant ?? null,
      picture: product?.picture ?? null,
    };
  };
  const { got } = record;
  return {
    id: number,
    kind: record.kind,
    repeats,
    expected: record.expected.map(({ sku, remaining }) => ({ ...named(sku), remaining })),
    got: got
      ? {
          code: got.code.slice(0, 200),
          ...(got.sku === undefined
            ? { sku: null, name: null, variant: null, picture: null }
            : named(got.sku)),
        }
      : null,
    data: { ...record.data },
  };
}
