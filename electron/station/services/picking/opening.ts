import { blockOf } from '../bench/refusals.ts';
import {
  currentBase,
  foldShipment,
  fulfilmentRank,
  handlingOf,
  type Actor,
} from '../../../../shared/domain/index.ts';
import { foldWalk, isTaskDone, lineKey, type PickEntry } from '../../../../shared/domain/picking/index.ts';
import type { JournalDoc, ShipmentDoc } from '../../../../shared/schema/index.ts';
import { refused, type Outcome, accepted } from '../context.ts';
import type { Parcel } from '../parcels.ts';
import type { PickDeps } from './picking.ts';
import type { LiveTask, Walk } from './types.ts';
import { taskOf } from './wave-list.ts';

/** Which walk a bench has in hand; the parcels' events say the same, this finds them. */
export const handId = (bench: string): string => `pick:${bench}`;

const isFetchable = (doc: ShipmentDoc): boolean => {
  const state = foldShipment(doc);
  return (
    fulfilmentRank(state.status) < fulfilmentRank('PICKING') ||
    (state.status === 'PICKED' && state.shorts.length > 0)
  );
};

/** Parcels that somebody may fetch now, of those that a code or the queue offers. */
export const fetchable = (docs: readonly ShipmentDoc[]): ShipmentDoc[] =>
  docs.filter((doc) => doc.lane === 'queue' && isFetchable(doc));

/** Why a single parcel cannot be fetched, as a code. */
export function whyNot(parcel: Parcel): { readonly code: string; readonly bench: string } | undefined {
  const { state, doc } = parcel;
  const bench = state.picking?.bench ?? state.bench ?? '';
  if (state.status === 'PICKING') return { code: 'picked_elsewhere', bench };
  if (state.status === 'PICKED' && state.shorts.length === 0) return { code: 'already_picked', bench };
  const blocked = blockOf(parcel);
  if (blocked) return { code: blocked.code, bench };
  if (doc.lane === 'work') return { code: 'busy_elsewhere', bench };
  return doc.lane === 'queue' ? undefined : { code: 'already_done', bench };
}

/**
 * Begins a walk: every parcel is the picker's from here on. Parcels that somebody else took in this moment are left out.
 * @returns refused where none is left
 */
export async function beginWalk(
  deps: PickDeps,
  bench: string,
  walk: Pick<Walk, 'kind' | 'code'>,
  docs: readonly ShipmentDoc[],
  actor: Actor,
): Promise<Outcome<Walk>> {
  const { ctx, shipments, parcels } = deps;
  const id = ctx.ids.next();
  const planned = [];
  let first: Outcome<never> | undefined;
  for (const doc of docs) {
    const parcel = await parcels.from(doc);
    const draft = { type: 'picking_started' as const, data: { pick: id, bench }, id: `${id}:${doc.id}` };
    const plan = await shipments.plan(parcel, [draft], actor);
    if (plan.ok) planned.push(plan.value);
    else first ??= plan;
  }
  if (planned.length === 0) return first ?? refused('nothing_to_pick');
  const startedAt = ctx.clock.now();
  const ids = planned.map(({ parcel }) => parcel.doc.id);
  const written = await ctx.db.together([
    ctx.db.config.putting({
      id: handId(bench),
      kind: 'bench',
      value: { pick: id, ...walk, startedAt, shipments: ids },
      private: {},
    }),
    ...planned.map((plan) => shipments.writing(plan)),
  ]);
  if (!written.done) return refused('nothing_to_pick');
  return accepted(await loadWalk(deps, { id, ...walk, startedAt, shipments: ids }));
}

/** A walk as events and journal tell it. */
async function loadWalk(
  deps: PickDeps,
  hand: {
    readonly id: string;
    readonly kind: Walk['kind'];
    readonly code: string;
    readonly startedAt: number;
    readonly shipments: readonly string[];
  },
): Promise<Walk> {
  const { ctx, catalogue } = deps;
  const found = await ctx.db.shipments.getMany(hand.shipments);
  const docs = hand.shipments.flatMap((id) => found.get(id) ?? []);
  const skus = docs.flatMap((doc) => currentBase(doc).lines.map(({ sku }) => sku));
  const products = await catalogue.products(skus);
  const places = await deps.locations(docs);
  const orders = await ctx.db.orders.getMany(docs.map((doc) => doc.order));
  const entries = (
    await ctx.db.journal.find({ selector: { session: hand.id }, sort: [{ session: 'asc' }, { id: 'asc' }] })
  ).flatMap(entryOf);
  const shorts = docs.flatMap((doc) =>
    doc.events.flatMap((event) =>
      event.type === 'pick_short' && event.data.pick === hand.id
        ? [{ shipment: doc.id, line: event.data.line, qty: event.data.qty }]
        : [],
    ),
  );
  const tasks = docs.flatMap((doc, at): LiveTask[] => {
    const state = foldShipment(doc);
    const order = orders.get(doc.order);
    const mine = state.picking?.pick === hand.id;
    const ended = doc.events.some((event) => event.type === 'picked' && event.data.pick === hand.id);
    if (!mine && !ended) return [];
    // What an ended one still lacked before it was picked: its lines as they were then.
    const before = ended ? withoutPick(doc, hand.id) : doc;
    return [
      {
        ...taskOf(before, at + 1, products, places),
        order: doc.order,
        orders: doc.base.orders,
        channelOrderNo: order?.channelOrderNo ?? doc.order,
        urgent: handlingOf(doc).urgent,
        ...(state.tote === undefined ? {} : { tote: state.tote }),
        ...(ended ? { done: state.shorts.length > 0 ? ('short' as const) : ('picked' as const) } : {}),
      },
    ];
  });
  return {
    id: hand.id,
    kind: hand.kind,
    code: hand.code,
    startedAt: hand.startedAt,
    tasks,
    products,
    entries,
    shorts,
    multiplier: 1,
  };
}

const withoutPick = (doc: ShipmentDoc, pick: string): ShipmentDoc => ({
  ...doc,
  events: doc.events.filter((event) => event.type !== 'picked' || event.data.pick !== pick),
});

function entryOf({ id, kind, data }: JournalDoc): PickEntry[] {
  if (kind === 'undo') return [{ kind, id, entry: String(data['entry']) }];
  if (kind !== 'unit') return [];
  return [
    {
      kind,
      id,
      sku: String(data['sku']),
      n: Number(data['n']),
      shipment: String(data['shipment']),
      line: Number(data['line']),
    },
  ];
}

/** The walk that a bench had in hand when the station or the page ended; undefined where nothing is open. */
export async function resumeWalk(deps: PickDeps, bench: string): Promise<Walk | undefined> {
  const value = (await deps.ctx.db.config.get(handId(bench)))?.value;
  if (typeof value?.['pick'] !== 'string') return undefined;
  const walk = await loadWalk(deps, {
    id: value['pick'],
    kind: value['kind'] as Walk['kind'],
    code: String(value['code']),
    startedAt: Number(value['startedAt']),
    shipments: value['shipments'] as readonly string[],
  });
  if (walk.tasks.every((task) => task.done !== undefined)) return undefined;
  for (const task of walk.tasks) {
    const parcel = task.done === undefined ? await deps.parcels.load(task.shipment) : undefined;
    const blocked = parcel && blockOf(parcel);
    if (blocked) task.blocked = blocked.code;
  }
  return walk;
}

/** Of a task: units taken and short, and whether nothing is left. */
export function progressOf(walk: Walk, task: LiveTask) {
  const tally = foldWalk(walk.entries, walk.shorts);
  const sum = (of: ReadonlyMap<string, number>): number =>
    task.lines.reduce(
      (all, { no }) => all + (of.get(lineKey({ shipment: task.shipment, line: no })) ?? 0),
      0,
    );
  return { taken: sum(tally.taken), short: sum(tally.short), complete: isTaskDone(task, tally), tally };
}
