import type { PickSheet, WaveRow } from '../../../../shared/contract/index.ts';
import {
  currentBase,
  foldShipment,
  fulfilmentRank,
  handlingOf,
  type Product,
} from '../../../../shared/domain/index.ts';
import { foldWalk, positionsOf, type PickTask } from '../../../../shared/domain/picking/index.ts';
import type { FileDoc, ShipmentDoc } from '../../../../shared/schema/index.ts';
import { createPace } from '../../pace.ts';
import type { Context } from '../context.ts';
import type { CatalogueService } from '../catalogue.ts';
import type { Locations, Places } from './locations.ts';

/** Orders put together: which they were stands in a document of its own, whether they still belong to it in their events. */
export interface WaveList {
  note(wave: string, shipments: readonly string[], by: string): Promise<void>;
  /** @param code as scanned, in any case */
  find(code: string): Promise<{ readonly wave: string; readonly shipments: ShipmentDoc[] } | undefined>;
  rows(): Promise<WaveRow[]>;
}

/** Of the last waves, those in which something is left to do. */
const SHOWN = 40;

export const waveId = (wave: string): string => `wave:${wave.toUpperCase()}`;
const isWave = (code: string): boolean => /^W[0-9a-z]{8,24}$/i.test(code);

export function createWaveList(ctx: Context): WaveList {
  const { files, shipments } = ctx.db;
  const of = ({ data }: FileDoc): { wave: string; shipments: readonly string[]; by: string } => ({
    wave: String(data['wave']),
    shipments: (data['shipments'] as readonly string[] | undefined) ?? [],
    by: String(data['by']),
  });
  /** A parcel that was put into a later wave belongs to that one. */
  async function members(doc: FileDoc): Promise<ShipmentDoc[]> {
    const { wave, shipments: ids } = of(doc);
    const found = await shipments.getMany(ids);
    return ids.flatMap((id) => {
      const each = found.get(id);
      return each !== undefined && foldShipment(each).wave === wave ? [each] : [];
    });
  }
  return {
    note: (wave, ids, by) =>
      files.put({
        id: waveId(wave),
        kind: 'wave',
        at: ctx.clock.now(),
        data: { wave, shipments: [...ids], by },
      }),
    async find(code) {
      if (!isWave(code)) return undefined;
      const doc = await files.get(waveId(code));
      return doc?.kind === 'wave' ? { wave: of(doc).wave, shipments: await members(doc) } : undefined;
    },
    async rows() {
      const docs = await files.find({
        selector: { kind: 'wave' },
        sort: [{ kind: 'desc' }, { at: 'desc' }],
        limit: SHOWN,
      });
      const pace = createPace();
      const rows: WaveRow[] = [];
      for (const doc of docs) {
        const row = rowOf(of(doc), doc.at, await members(doc));
        if (row.waiting + row.picking + row.short > 0) rows.push(row);
        await pace.step();
      }
      return rows;
    },
  };
}

function rowOf(
  wave: { readonly wave: string; readonly by: string },
  at: number,
  docs: ShipmentDoc[],
): WaveRow {
  const row = { orders: 0, units: 0, waiting: 0, picking: 0, picked: 0, short: 0, further: 0 };
  const pickers = new Set<string>();
  for (const doc of docs) {
    const state = foldShipment(doc);
    if (state.status === 'VOIDED') continue;
    row.orders += 1;
    row.units += currentBase(doc).lines.reduce((sum, line) => sum + line.qty, 0);
    if (state.picking) pickers.add(state.picking.by);
    if (state.status === 'PICKING') row.picking += 1;
    else if (state.status === 'PICKED') row[state.shorts.length > 0 ? 'short' : 'picked'] += 1;
    else if (fulfilmentRank(state.status) < fulfilmentRank('PICKING')) row.waiting += 1;
    else row.further += 1;
  }
  return { wave: wave.wave, by: wave.by, at, ...row, pickers: [...pickers] };
}

/** Lines of a parcel that are still to be fetched, at the place where the product lies now. */
export function taskOf(
  doc: ShipmentDoc,
  slot: number,
  products: ReadonlyMap<string, Product>,
  places: Places,
): PickTask {
  const state = foldShipment(doc);
  const had = new Map(state.pickedLines.map(({ no, qty }) => [no, qty]));
  const lines = currentBase(doc).lines.flatMap((line) => {
    const qty = line.qty - (had.get(line.no) ?? 0);
    if (qty < 1) return [];
    const location = places(doc, line.sku) ?? products.get(line.sku)?.location ?? line.location;
    const { no, sku, name, variant } = line;
    return [
      {
        no,
        sku,
        name,
        qty,
        ...(variant === undefined ? {} : { variant }),
        ...(location === undefined || location === '' ? {} : { location }),
      },
    ];
  });
  return { shipment: doc.id, slot, lines, ...(state.tote === undefined ? {} : { tote: state.tote }) };
}

/** The list of a walk that has not begun, for paper. */
export async function sheetOf(
  deps: { readonly ctx: Context; readonly catalogue: CatalogueService; readonly locations: Locations },
  code: string,
  docs: readonly ShipmentDoc[],
): Promise<PickSheet> {
  const { ctx, catalogue, locations } = deps;
  const skus = docs.flatMap((doc) => currentBase(doc).lines.map(({ sku }) => sku));
  const products = await catalogue.products(skus);
  const places = await locations(docs);
  const orders = await ctx.db.orders.getMany(docs.map((doc) => doc.order));
  const tasks = docs.map((doc, at) => taskOf(doc, at + 1, products, places));
  const positions = positionsOf(tasks, foldWalk([], []));
  return {
    code,
    at: ctx.clock.now(),
    orders: docs.map((doc, at) => ({
      slot: at + 1,
      channelOrderNo: orders.get(doc.order)?.channelOrderNo ?? doc.order,
      code: `OD-${doc.order.toUpperCase()}`,
      tote: doc.tote === '' ? null : doc.tote,
      urgent: handlingOf(doc).urgent,
      units: tasks[at]?.lines.reduce((sum, { qty }) => sum + qty, 0) ?? 0,
      marks: [...handlingOf(doc).marks],
    })),
    positions: positions.map((position) => positionView(position, products)),
  };
}

export const positionView = (
  { location, variant, parts, ...position }: ReturnType<typeof positionsOf>[number],
  products: ReadonlyMap<string, Product>,
): PickSheet['positions'][number] => ({
  ...position,
  location: location ?? null,
  variant: variant ?? null,
  picture: products.get(position.sku)?.picture ?? null,
  parts: parts.map(({ tote, ...part }) => ({ ...part, tote: tote ?? null })),
});
