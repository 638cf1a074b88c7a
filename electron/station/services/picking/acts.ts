import type { PickAct } from '../../../../shared/contract/index.ts';
import type { ShipmentEventDraft } from '../../../../shared/domain/index.ts';
import {
  decideShort,
  lineKey,
  type PickPosition,
  type Take,
} from '../../../../shared/domain/picking/index.ts';
import type { JournalDoc } from '../../../../shared/schema/index.ts';
import type { Change } from '../../database/index.ts';
import { SYSTEM } from '../people.ts';
import { progressOf } from './opening.ts';
import type { Picker, PickSay } from './picking.ts';
import type { LiveTask, Walk } from './types.ts';

/** One entry of the walk's journal, written relaxed as those of the bench are. */
function entry(at: Picker, walk: Walk, kind: 'unit' | 'undo', data: JournalDoc['data']) {
  const { ctx } = at.deps;
  const stamp = ctx.hlc.next();
  const id = `${at.bench}:${stamp}`;
  const doc: JournalDoc = {
    id,
    site: ctx.site,
    bench: at.bench,
    session: walk.id,
    kind,
    at: stamp,
    by: at.actor().id,
    data,
  };
  return { id, doc };
}

/** Units of one scan, for one or several parcels: verdict first, then the disk. */
export async function take(
  at: Picker,
  say: PickSay,
  walk: Walk,
  found: {
    readonly sku: string;
    readonly n: number;
    readonly code: string;
    readonly position: PickPosition;
    readonly takes: readonly Take[];
  },
): Promise<void> {
  const { sku, n, code, position, takes } = found;
  const docs = takes.map((each) => {
    const { id, doc } = entry(at, walk, 'unit', {
      sku,
      code,
      n: each.n,
      shipment: each.shipment,
      line: each.line,
    });
    walk.entries.push({ kind: 'unit', id, sku, ...each });
    return doc;
  });
  const first = walk.tasks.find((task) => task.shipment === takes[0]?.shipment);
  const left = position.qty - position.taken - position.short - n;
  say('unit_ok', {
    sku,
    n,
    remaining: left,
    slot: first?.slot ?? 0,
    ...(first?.tote === undefined ? {} : { tote: first.tote }),
  });
  const asks = at.deps.siteRules.get('picking.totes') && walk.tasks.length > 1;
  walk.pending = asks ? first?.shipment : undefined;
  await at.deps.ctx.db.journal.insertMany(docs);
  await finishComplete(at, say, walk);
}

/** Parcels of which nothing is left to fetch are written as picked, so that a bench can have them at once. */
export async function finishComplete(at: Picker, say: PickSay, walk: Walk): Promise<void> {
  const { deps } = at;
  for (const task of walk.tasks) {
    if (task.done !== undefined || task.blocked !== undefined) continue;
    const { complete, short } = progressOf(walk, task);
    if (!complete) continue;
    const refused = await write(at, task, [
      {
        type: 'picked',
        data: { pick: walk.id, lines: takenOf(walk, task) },
        id: `picked:${walk.id}:${task.shipment}`,
      },
    ]);
    if (refused !== undefined) {
      task.blocked = refused;
      at.raise(say, 'blocked', { data: { reason: refused, order: task.channelOrderNo, slot: task.slot } });
      continue;
    }
    task.done = short > 0 ? 'short' : 'picked';
    if (short === 0) await settleShortage(at, task);
    deps.queue.notWaiting(task.shipment);
    say('order_complete', { order: task.channelOrderNo, slot: task.slot, short });
  }
  deps.queue.touch();
  if (walk.tasks.every((task) => task.done !== undefined) && walk.pending === undefined)
    close(at, say, walk, 0);
}

/** What an earlier walk did not find was found: nobody has to decide any more. */
async function settleShortage(at: Picker, task: LiveTask): Promise<void> {
  const { ctx, cases } = at.deps;
  const doc = await ctx.db.shipments.get(task.shipment);
  if (doc?.events.some(({ type }) => type === 'pick_short') !== true) return;
  await cases.settle(task.order, 'shortage', 'found', SYSTEM);
}

const takenOf = (walk: Walk, task: LiveTask): { no: number; qty: number }[] => {
  const { tally } = progressOf(walk, task);
  return task.lines.flatMap(({ no }) => {
    const qty = tally.taken.get(lineKey({ shipment: task.shipment, line: no })) ?? 0;
    return qty > 0 ? [{ no, qty }] : [];
  });
};

/** @returns why it was refused, as a code */
async function write(
  at: Picker,
  task: LiveTask,
  drafts: readonly (ShipmentEventDraft & { readonly id?: string })[],
  also: readonly Change[] = [],
): Promise<string | undefined> {
  const { parcels, shipments } = at.deps;
  const parcel = await parcels.load(task.shipment);
  if (!parcel) return 'not_here';
  const planned = await shipments.plan(parcel, drafts, at.actor());
  if (!planned.ok) return planned.code;
  const written = await shipments.write(planned.value, also);
  return written.ok ? undefined : written.code;
}

/** Short or damaged: an event of the parcel, and a case for whoever decides; in one act (PIC-04, PIC-05). */
export async function report(
  at: Picker,
  say: PickSay,
  walk: Walk,
  position: PickPosition,
  act: Extract<PickAct, { type: 'short' | 'damaged' }>,
): Promise<void> {
  const { ctx, cases } = at.deps;
  const spread = decideShort(position, act.qty);
  if (!spread) return at.raise(say, 'not_allowed', { data: { reason: 'quantity_invalid' } });
  const { sku, location } = position;
  const place = location === undefined ? {} : { location };
  const missing = act.type === 'short' || !act.replaced;
  for (const { shipment, line, n } of spread) {
    const task = walk.tasks.find((each) => each.shipment === shipment);
    if (!task) continue;
    const about = { pick: walk.id, line, sku, qty: n, ...place };
    const drafts: (ShipmentEventDraft & { readonly id: string })[] = [];
    const opened: ReturnType<typeof cases.opening>[] = [];
    const told = { order: task.order, shipment, sku, actor: at.actor(), data: { qty: n, ...place } };
    if (act.type === 'damaged') {
      const id = ctx.ids.next();
      drafts.push({ type: 'pick_damaged', data: { ...about, replaced: act.replaced }, id });
      const of = { id: `damaged:${id}`, kind: 'stock_discrepancy' as const, code: 'damaged_at_pick' };
      opened.push(cases.opening({ ...told, ...of }));
    }
    if (missing) {
      const id = ctx.ids.next();
      drafts.push({ type: 'pick_short', data: about, id });
      const of = { id: `short:${id}`, kind: 'shortage' as const, code: 'picked_short' };
      opened.push(cases.opening({ ...told, ...of }));
    }
    const changes = opened.map(({ change }) => change);
    const refused = await write(at, task, drafts, changes);
    if (refused !== undefined) {
      at.raise(say, 'not_allowed', { data: { reason: refused, order: task.channelOrderNo } });
      return;
    }
    for (const one of opened) one.opened();
    if (missing) walk.shorts.push({ shipment, line, qty: n });
  }
  say('held', { reason: act.type === 'short' ? 'pick_short' : 'pick_damaged', sku, n: act.qty });
  for (const what of ['orders', 'cases'] as const) ctx.push.emit({ event: 'changed', value: { what } });
  await finishComplete(at, say, walk);
}

/** The last units go back to the shelf; those of a parcel that is complete stay. */
export async function undo(at: Picker, say: PickSay, walk: Walk): Promise<void> {
  const [task] = walk.tasks;
  const last = task && progressOf(walk, task).tally.counted.at(-1);
  if (!last) return say('info', { reason: 'nothing_to_undo' });
  const done = walk.tasks.find((each) => each.shipment === last.shipment)?.done !== undefined;
  if (done) return at.raise(say, 'not_allowed', { data: { reason: 'already_picked' } });
  const { id, doc } = entry(at, walk, 'undo', { entry: last.id });
  walk.entries.push({ kind: 'undo', id, entry: last.id });
  walk.pending = undefined;
  say('undone', { sku: last.sku, n: last.n });
  await at.deps.ctx.db.journal.insertMany([doc]);
}

/** A tote was scanned: the parcel at hand lies in it from now on, or it is confirmed that it does. */
export async function putIntoTote(at: Picker, say: PickSay, walk: Walk, tote: string): Promise<void> {
  const { ctx } = at.deps;
  const tally = walk.tasks[0] && progressOf(walk, walk.tasks[0]).tally;
  const lastOf = tally?.counted.at(-1)?.shipment;
  const holder = walk.tasks.find((task) => task.tote === tote);
  const task =
    walk.tasks.find((each) => each.shipment === walk.pending) ??
    walk.tasks.find((each) => each.shipment === lastOf && each.tote === undefined) ??
    walk.tasks.find((each) => each.tote === undefined && each.blocked === undefined);
  if (task?.tote !== undefined && task.tote !== tote)
    return at.raise(say, 'not_allowed', {
      got: { code: tote },
      data: { reason: 'tote_wrong', expected: task.tote, slot: task.slot },
    });
  if (holder && (task === undefined || holder === task || walk.pending === undefined)) {
    const confirmed = walk.pending === holder.shipment;
    walk.pending = undefined;
    say('info', { reason: confirmed ? 'tote_right' : 'tote_known', tote, slot: holder.slot });
    return finishComplete(at, say, walk);
  }
  if (!task || holder) return at.raise(say, 'not_allowed', { data: { reason: 'tote_taken', tote } });
  const others = await ctx.db.shipments.find({ selector: { tote } });
  const taken = others.some(
    ({ id, lane }) => id !== task.shipment && (lane === 'queue' || lane === 'held' || lane === 'work'),
  );
  if (taken) return at.raise(say, 'not_allowed', { data: { reason: 'tote_taken', tote } });
  const refused = await write(at, task, [{ type: 'allocated', data: { tote } }]);
  if (refused !== undefined) return at.raise(say, 'not_allowed', { data: { reason: refused } });
  task.tote = tote;
  if (walk.pending === task.shipment) walk.pending = undefined;
  say('info', { reason: 'tote_filled', tote, order: task.channelOrderNo, slot: task.slot });
  return finishComplete(at, say, walk);
}

/** What is not complete goes back: to the shelf, and to whoever picks next. */
export async function endWalk(at: Picker, say: PickSay, walk: Walk): Promise<void> {
  let back = 0;
  for (const task of walk.tasks) {
    if (task.done !== undefined) continue;
    back += progressOf(walk, task).taken;
    // Cancelled or taken over meanwhile: then it is somebody else's already.
    await write(at, task, [
      { type: 'picking_stopped', data: { pick: walk.id }, id: `stopped:${walk.id}:${task.shipment}` },
    ]);
  }
  at.deps.queue.touch();
  close(at, say, walk, back);
}

function close(at: Picker, say: PickSay, walk: Walk, back: number): void {
  const done = walk.tasks.filter((task) => task.done !== undefined);
  const sums = done.map((task) => progressOf(walk, task));
  const units = sums.reduce((sum, { taken }) => sum + taken, 0);
  const short = sums.reduce((sum, each) => sum + each.short, 0);
  at.ended = { orders: done.length, units, short, back, at: at.deps.ctx.clock.now() };
  at.walk = undefined;
  say(done.length === 0 ? 'put_back' : 'closed', { orders: done.length, units, short, back });
}
