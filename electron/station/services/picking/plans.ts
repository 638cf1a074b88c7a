import type { MethodInput, PickSheet } from '../../../../shared/contract/index.ts';
import { foldShipment, type Actor } from '../../../../shared/domain/index.ts';
import type { ShipmentDoc } from '../../../../shared/schema/index.ts';
import { accepted, DONE, refused, type Outcome } from '../context.ts';
import { firstLocation } from '../queue.ts';
import { compareLocations } from '../../../../shared/domain/picking/index.ts';
import { fetchable } from './opening.ts';
import type { PickDeps } from './picking.ts';
import type { Walk } from './types.ts';
import { sheetOf } from './wave-list.ts';

/** Orders for one walk, by a lead or whoever prints labels first; those of a wave already stay in it. */
export async function makeWave(
  deps: PickDeps,
  input: Omit<MethodInput<'pick.wave'>, 'operator'>,
  actor: Actor,
): Promise<Outcome<{ wave: string; orders: number; refused: { shipment: string; code: string }[] }>> {
  const { ctx, parcels, shipments, queue, claims } = deps;
  const count = input.count ?? deps.siteRules.get('picking.cart');
  if (input.shipments === undefined) await claims.reserve(count);
  const offered: ShipmentDoc[] = input.shipments
    ? [...(await ctx.db.shipments.getMany(input.shipments)).values()]
    : (await queue.next(Math.min(count * 4, 400))).filter((doc) => foldShipment(doc).wave === undefined);
  const open = fetchable(offered).slice(0, input.shipments ? undefined : count);
  const refusals = input.shipments
    ? offered.filter((doc) => !open.includes(doc)).map(({ id }) => ({ shipment: id, code: 'already_picked' }))
    : [];
  const wave = `W${ctx.ids.next()}`;
  const taken: string[] = [];
  const sorted = [...open].sort((a, b) =>
    compareLocations(firstLocation(a) ?? undefined, firstLocation(b) ?? undefined),
  );
  for (const doc of sorted) {
    const parcel = await parcels.from(doc);
    const put = await shipments.command(parcel, [{ type: 'allocated', data: { wave } }], actor);
    if (put.ok) taken.push(doc.id);
    else refusals.push({ shipment: doc.id, code: put.code });
  }
  const [first] = refusals;
  if (taken.length === 0) return refused(first?.code ?? 'nothing_to_pick');
  await deps.waves.note(wave, taken, actor.id);
  queue.touch();
  return accepted({ wave, orders: taken.length, refused: refusals });
}

/** The list on paper: of a wave, of a selection, or of what a bench has in hand. */
export async function sheet(
  deps: PickDeps,
  input: MethodInput<'pick.sheet'>,
  walkOf: (bench: string) => Walk | undefined,
): Promise<Outcome<PickSheet>> {
  const { ctx, catalogue } = deps;
  const drawn = { ctx, catalogue, locations: deps.locations };
  if (input.wave !== undefined) {
    const found = await deps.waves.find(input.wave);
    if (!found) return refused('wave_unknown', { wave: input.wave });
    const open = found.shipments.filter((doc) => doc.lane === 'queue' || doc.lane === 'held');
    return accepted(await sheetOf(drawn, found.wave, open));
  }
  const walk = input.bench === undefined ? undefined : walkOf(input.bench);
  const ids = input.shipments ?? walk?.tasks.map(({ shipment }) => shipment) ?? [];
  const found = await ctx.db.shipments.getMany(ids);
  const docs = ids.flatMap((id) => found.get(id) ?? []);
  if (docs.length === 0) return refused('nothing_to_pick');
  return accepted(await sheetOf(drawn, walk?.kind === 'wave' ? walk.code : '', docs));
}

/** A lead takes a parcel from whoever has it in hand, e.g. from a station that does not answer. */
export async function giveBack(
  deps: PickDeps,
  shipment: string,
  actor: Actor,
  reason: string,
): Promise<Outcome<null>> {
  const parcel = await deps.parcels.load(shipment);
  if (!parcel) return refused('not_here', { shipment });
  const { picking } = parcel.state;
  if (!picking) return refused('no_pick');
  const draft = { type: 'picking_stopped' as const, data: { pick: picking.pick, reason } };
  const stopped = await deps.shipments.command(parcel, [draft], actor);
  if (!stopped.ok) return stopped;
  deps.queue.touch();
  return DONE;
}
