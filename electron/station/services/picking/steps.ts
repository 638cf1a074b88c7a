import { classifyScan, type Classified } from '../../../../shared/codec/index.ts';
import type { PickAct } from '../../../../shared/contract/index.ts';
import { hasRole, MAX_QUANTITY_ENTRY, type Role, type StopKind } from '../../../../shared/domain/index.ts';
import {
  currentOf,
  decideTake,
  isAt,
  openOf,
  positionsOf,
  type PickPosition,
} from '../../../../shared/domain/picking/index.ts';
import type { ShipmentDoc } from '../../../../shared/schema/index.ts';
import { stopOf } from '../bench/refusals.ts';
import { traced } from '../bench/traces.ts';
import type { ScanInput } from '../bench/types.ts';
import { blockOf } from '../bench/refusals.ts';
import type { Refused } from '../context.ts';
import { endWalk, finishComplete, putIntoTote, report, take, undo } from './acts.ts';
import { beginWalk, fetchable, progressOf, whyNot } from './opening.ts';
import type { Picker, PickSay } from './picking.ts';
import type { Walk } from './types.ts';

type Readable = Exclude<Classified, { kind: 'invalid' }>;

/** What a scan means while picking: a wave, tote or order begins a walk; then a location, a product or a tote. */
export async function takeScan(at: Picker, say: PickSay, input: ScanInput): Promise<void> {
  const { text, source, symbology } = input;
  const scan: Classified = input.invalid
    ? { kind: 'invalid', source, reason: 'encoding', length: text.length }
    : classifyScan({ text, source, ...(symbology === undefined ? {} : { symbology }) });
  if (scan.kind === 'command') return command(at, say, scan.name, scan.arg);
  if (at.stop) return at.repeat(say);
  if (scan.kind === 'invalid') {
    const reason = input.invalid ?? scan.reason;
    return at.raise(say, 'unreadable', { data: { reason, length: scan.length } });
  }
  const { walk } = at;
  return walk ? fetch(at, say, walk, scan) : beginBy(at, say, scan);
}

/** Commands of the bench's sheet that mean something here. */
async function command(at: Picker, say: PickSay, name: string, arg: string | undefined): Promise<void> {
  if (name === 'OK') return runAct(at, say, { type: 'ok' });
  if (name === 'UNDO') return runAct(at, say, { type: 'undo' });
  if (name === 'CANCEL') return runAct(at, say, { type: 'stop' });
  if (name === 'NEXT') return runAct(at, say, { type: 'next', count: 1 });
  if (name === 'X') return runAct(at, say, { type: 'quantity', n: Number(arg) });
  const here = at.walk && currentOf(openPositions(at.walk), at.walk.focus);
  if (name === 'HOLD' && arg === 'SHORT' && here)
    return runAct(at, say, { type: 'short', position: here.key, qty: openOf(here) });
  if (name === 'HOLD' && arg === 'DAMAGED' && here)
    return runAct(at, say, { type: 'damaged', position: here.key, qty: 1, replaced: true });
  if (at.stop) return at.repeat(say);
  return say('not_allowed', { reason: 'not_here', command: name });
}

export async function runAct(at: Picker, say: PickSay, act: PickAct): Promise<void> {
  if (act.type === 'ok') {
    if (!at.stop) return say('info', { reason: 'nothing_to_acknowledge' });
    at.stop = undefined;
    return say('acknowledged');
  }
  if (at.stop) return at.repeat(say);
  const { walk } = at;
  if (act.type === 'next' || act.type === 'order') {
    if (walk) return at.raise(say, 'not_allowed', { data: { reason: 'pick_open' } });
    return act.type === 'next' ? beginNext(at, say, act.count) : beginOrder(at, say, act.shipment, 'order');
  }
  if (!walk) return say('not_allowed', { reason: 'no_pick' });
  if (!mayFetch(at, act.type === 'stop' ? ['PIK', 'WHL'] : ['PIK'])) return notTheirs(at, say);
  switch (act.type) {
    case 'quantity':
      if (!at.deps.siteRules.get('picking.quantity'))
        return at.raise(say, 'not_allowed', { data: { reason: 'quantity_not_allowed' } });
      if (!Number.isSafeInteger(act.n) || act.n < 1 || act.n > MAX_QUANTITY_ENTRY)
        return at.raise(say, 'not_allowed', { data: { reason: 'quantity_invalid' } });
      walk.multiplier = act.n;
      return say('info', { reason: 'multiplier', n: act.n });
    case 'short':
    case 'damaged': {
      const position = openPositions(walk).find(({ key }) => key === act.position);
      if (!position) return at.raise(say, 'not_allowed', { data: { reason: 'line_unknown' } });
      await report(at, say, walk, position, act);
      return;
    }
    case 'undo':
      return undo(at, say, walk);
    case 'stop':
      return endWalk(at, say, walk);
  }
}

export const openPositions = (walk: Walk): readonly PickPosition[] => {
  const [first] = walk.tasks;
  if (!first) return [];
  return positionsOf(
    walk.tasks.filter((task) => task.blocked === undefined),
    progressOf(walk, first).tally,
  );
};

async function beginBy(at: Picker, say: PickSay, scan: Readable): Promise<void> {
  const { deps } = at;
  const wave = await deps.waves.find(scan.text);
  if (wave) {
    const open = fetchable(wave.shipments).slice(0, deps.siteRules.get('picking.cart'));
    if (open.length === 0)
      return at.raise(say, 'not_allowed', {
        got: { code: scan.text },
        data: { reason: 'nothing_to_pick', wave: wave.wave },
      });
    return begin(at, say, { kind: 'wave', code: wave.wave }, open);
  }
  const target = await deps.lookup.target(scan);
  if (target?.kind === 'shipment')
    return beginOrder(at, say, target.id, target.via === 'tote' ? 'tote' : 'order', scan.text);
  const got = { code: scan.text };
  if (target?.kind === 'order')
    return at.raise(say, 'not_packable', { got, data: { order: target.id, reason: 'order_not_ready' } });
  if (target?.kind === 'waybill') return at.raise(say, 'not_here', { got });
  const product = await deps.lookup.product(scan);
  if (product)
    return at.raise(say, 'not_allowed', {
      got: { ...got, sku: product.sku },
      data: { reason: 'open_order_first' },
    });
  return at.raise(say, 'unknown_code', { got });
}

async function beginOrder(
  at: Picker,
  say: PickSay,
  shipment: string,
  kind: 'order' | 'tote',
  code = shipment,
): Promise<void> {
  const parcel = await at.deps.parcels.load(shipment);
  if (!parcel) return at.raise(say, 'not_here', { data: { shipment } });
  const why = whyNot(parcel);
  if (why) return raiseRefused(at, say, { ok: false, code: why.code, data: { bench: why.bench } });
  const shown = kind === 'tote' ? code : (parcel.orders[0]?.doc.channelOrderNo ?? code);
  return begin(at, say, { kind, code: shown }, [parcel.doc]);
}

/** The first of the queue that can be fetched. */
async function beginNext(at: Picker, say: PickSay, count: number): Promise<void> {
  const { claims, queue, siteRules } = at.deps;
  const most = Math.min(count, siteRules.get('picking.cart'));
  // Two stations must not fetch the same goods: what the hub gives is this one's.
  await claims.reserve(most);
  const docs = fetchable(await queue.next(most * 4)).slice(0, most);
  if (docs.length === 0) return say('info', { reason: 'nothing_to_pick' });
  return begin(at, say, { kind: 'next', code: '' }, docs);
}

async function begin(
  at: Picker,
  say: PickSay,
  what: Pick<Walk, 'kind' | 'code'>,
  docs: readonly ShipmentDoc[],
): Promise<void> {
  const begun = await at.deps.picks.run('begin', () => beginWalk(at.deps, at.bench, what, docs, at.actor()));
  if (!begun.ok) return raiseRefused(at, say, begun);
  const walk = begun.value;
  at.walk = walk;
  at.ended = null;
  const units = walk.tasks.flatMap(({ lines }) => lines).reduce((sum, { qty }) => sum + qty, 0);
  say('opened', { order: walk.code, orders: walk.tasks.length, units });
  // An order of which everything had been found already.
  await finishComplete(at, say, walk);
  at.deps.queue.touch();
}

function raiseRefused(at: Picker, say: PickSay, refusal: Refused): void {
  const { kind, data } = stopOf(refusal);
  at.raise(say, PICK_STOPS[refusal.code] ?? kind, { data });
}
const PICK_STOPS: Readonly<Partial<Record<string, StopKind>>> = {
  picked_elsewhere: 'busy_elsewhere',
  already_picked: 'already_done',
};

/** Somebody else may have come to the bench meanwhile: a walk is a picker's, and what others scan counts for nobody. */
const mayFetch = (at: Picker, posts: readonly Role[]): boolean => hasRole(at.actor(), posts);
const notTheirs = (at: Picker, say: PickSay): void =>
  at.raise(say, 'not_allowed', { data: { reason: 'role_not_allowed' } });

async function fetch(at: Picker, say: PickSay, walk: Walk, scan: Readable): Promise<void> {
  const got = { code: scan.text };
  if (scan.kind === 'tote') return putIntoTote(at, say, walk, scan.id);
  if (!mayFetch(at, ['PIK'])) return notTheirs(at, say);
  const pending = walk.tasks.find((task) => task.shipment === walk.pending);
  if (pending)
    return at.raise(say, 'not_allowed', {
      got,
      data: { reason: 'tote_first', slot: pending.slot, tote: pending.tote ?? '' },
    });
  const positions = openPositions(walk);
  const place = scan.kind === 'location' ? scan.id : scan.text;
  const here = positions.filter((position) => isAt(position, place));
  if (here.length > 0) {
    walk.focus = place;
    const left = here.reduce((sum, position) => sum + openOf(position), 0);
    return say('info', { reason: left > 0 ? 'location_right' : 'location_done', location: place, n: left });
  }
  const expected = expectedOf(positions, walk);
  if (scan.kind === 'location')
    return at.raise(say, 'not_allowed', { got, data: { reason: 'location_other', location: place } });
  const product = await at.deps.lookup.product(scan);
  if (!product) {
    const target = await at.deps.lookup.target(scan);
    const own = target?.kind === 'shipment' && walk.tasks.some(({ shipment }) => shipment === target.id);
    if (own) return say('info', { reason: 'already_open' });
    if (target) return at.raise(say, 'not_allowed', { got, data: { reason: 'pick_open' } });
    return at.raise(say, 'unknown_code', { expected, got });
  }
  const { sku } = product;
  const n = product.n * traced(scan).count * walk.multiplier;
  walk.multiplier = 1;
  const decision = decideTake(positions, { sku, n }, walk.focus);
  if (decision.kind === 'wrong_item') return at.raise(say, 'wrong_item', { expected, got: { ...got, sku } });
  if (decision.kind === 'surplus')
    return at.raise(say, 'surplus', { expected, got: { ...got, sku }, data: { n, open: decision.open } });
  return take(at, say, walk, { sku, n, code: scan.text, ...decision });
}

/** What should be in the hand: the place where the picker stands, else the next one. */
function expectedOf(positions: readonly PickPosition[], walk: Walk) {
  const current = currentOf(positions, walk.focus);
  return current ? [{ sku: current.sku, remaining: openOf(current) }] : [];
}

/** Something changed under a parcel in the hand: the picker learns at once, and it takes no more. */
export async function orderChanged(at: Picker, say: PickSay, order: string): Promise<void> {
  const { walk, deps } = at;
  if (!walk) return;
  for (const task of walk.tasks) {
    if (!task.orders.includes(order) || task.done !== undefined) continue;
    const parcel = await deps.parcels.load(task.shipment);
    const lost = parcel === undefined || parcel.state.picking?.pick !== walk.id;
    const why =
      parcel === undefined ? 'not_here' : (blockOf(parcel)?.code ?? (lost ? 'picked_elsewhere' : undefined));
    const before = task.blocked;
    if (why === undefined) delete task.blocked;
    else task.blocked = why;
    if (why === undefined || before !== undefined) continue;
    if (walk.pending === task.shipment) walk.pending = undefined;
    at.raise(say, 'blocked', { data: { reason: why, order: task.channelOrderNo, slot: task.slot } });
  }
}
