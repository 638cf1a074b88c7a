import type { z } from 'zod';
import { decideOrder, foldOrder, orderId, type OrderEventDraft } from '../../shared/domain/index.ts';
import type { OrderDraft } from '../../shared/intake/index.ts';
import type { Channel } from './channels.ts';
import { siteKeyOf } from '../site-key.ts';
import { once, type Answer } from './once.ts';
import { carrierLookupOf } from './own-carriers.ts';
import {
  draftOf,
  orderShape,
  partyOf,
  read,
  type cancelShape,
  type changeShape,
  type Fault,
} from './shape.ts';
import { parcelsOf, reviewAgain, takeOrders, tellParcels, type Taken } from './take.ts';
import { inUnit, type UnitDeps } from './unit.ts';

/** What became of one order of a request. */
export interface Line {
  readonly index: number;
  readonly no?: string;
  readonly outcome: 'accepted' | 'already' | 'updated' | 'refused';
  readonly status?: string;
  readonly faults?: readonly Fault[];
}

const SYSTEM = { id: 'SYS', roles: ['SYS'] as const };

/**
 * Takes up to 500 orders, each by itself: it is taken whole or refused with every reason. All that are taken are on disk
 * when this resolves.
 */
export async function receiveOrders(
  deps: UnitDeps,
  channel: Channel,
  given: readonly unknown[],
  key: string | undefined,
): Promise<Answer> {
  const siteKey = await siteKeyOf(deps.store, channel.site);
  const carrierOf = await carrierLookupOf(deps.store, channel.site);
  const drafts: { readonly index: number; readonly draft: OrderDraft }[] = [];
  const refused: Line[] = [];
  for (const [index, value] of given.entries()) {
    const parsed = read(orderShape, value);
    const drafted = parsed.ok ? draftOf(parsed.value, { channel: channel.channel, carrierOf }) : parsed;
    const no = noOf(value);
    if (drafted.ok) drafts.push({ index, draft: drafted.value });
    else
      refused.push({
        index,
        ...(no === undefined ? {} : { no }),
        outcome: 'refused',
        faults: drafted.faults,
      });
  }
  return inUnit(deps, channel.site, async (unit) => {
    const work = async (): Promise<Answer> => {
      const now = deps.clock.now();
      const taken = await takeOrders(
        unit,
        drafts.map((each) => each.draft),
        { receivedAt: now, intake: 'platform', author: 'SYS', carrier: channel.carrier, siteKey },
      );
      const told = drafts.map(({ index, draft }, at): Line => {
        const { outcome, status } = taken[at] as Taken;
        return { index, no: draft.base.channelOrderNo, outcome, status };
      });
      const lines = [...refused, ...told].sort((a, b) => a.index - b.index);
      const count = (outcome: Line['outcome']) => lines.filter((line) => line.outcome === outcome).length;
      return {
        status: 200,
        body: {
          accepted: count('accepted'),
          already: count('already'),
          updated: count('updated'),
          refused: count('refused'),
          orders: lines,
        },
      };
    };
    const request = { site: channel.site, channel: channel.channel, content: given, now: deps.clock.now() };
    return key === undefined ? work() : once(unit.tx, { ...request, key: `orders ${key}` }, work);
  });
}

/** The number as it was sent, where it is one; for the report only. */
function noOf(value: unknown): string | undefined {
  const no: unknown = (value as { no?: unknown } | null)?.no;
  return typeof no === 'string' ? no.slice(0, 64) : undefined;
}

/** The channel asks for a cancel: a person decides, until then nothing moves forward. */
export function requestCancel(
  deps: UnitDeps,
  channel: Channel,
  no: string,
  given: z.output<typeof cancelShape>,
): Promise<Answer> {
  const order = orderId(channel.channel, no);
  const id = ['cancel_requested', 'channel', order, given.reference].filter(Boolean).join(':');
  return changeOrder(deps, channel, order, {
    type: 'cancel_requested',
    data: { reason: given.reason },
    id,
    ...(given.note === undefined ? {} : { private: { note: given.note } }),
  });
}

/** The channel brings another receiver; labels that are out already stop until somebody has settled it. */
export function requestChange(
  deps: UnitDeps,
  channel: Channel,
  no: string,
  given: z.output<typeof changeShape>,
): Promise<Answer> {
  const order = orderId(channel.channel, no);
  return changeOrder(deps, channel, order, {
    type: 'address_changed',
    data: {},
    id: `address_changed:channel:${order}:${given.reference}`,
    private: { receiver: partyOf(given.receiver), ...(given.note === undefined ? {} : { note: given.note }) },
  });
}

type ChangeDraft = OrderEventDraft & { readonly id: string; readonly private?: unknown };

function changeOrder(deps: UnitDeps, channel: Channel, id: string, draft: ChangeDraft): Promise<Answer> {
  return inUnit(deps, channel.site, async (unit) => {
    const order = (await unit.get('orders', [id])).get(id);
    if (!order) return { status: 404, body: { code: 'unknown_order', data: {} } };
    if (order.events.some((event) => event.id === draft.id))
      return { status: 200, body: { outcome: 'already', status: order.status } };
    const decided = decideOrder(foldOrder(order), order.base, draft, { actor: SYSTEM });
    if (!decided.ok)
      return { status: 409, body: { code: decided.error.code, data: { ...decided.error.data } } };
    let next = unit.appendToOrder(order, [draft], 'SYS');
    const parcels = await parcelsOf(unit, next, foldOrder(next));
    if (draft.type === 'address_changed' && parcels.length === 0) {
      // No parcel yet, so no label is out that could bear the old address.
      const settled = { event: draft.id };
      next = unit.appendToOrder(
        next,
        [{ type: 'address_change_settled', data: settled, id: `settled:${draft.id}` }],
        'SYS',
      );
      await reviewAgain(unit, next, channel.carrier);
    } else await tellParcels(unit, next, draft.id);
    const after = (await unit.get('orders', [id])).get(id) ?? next;
    return { status: 200, body: { outcome: 'accepted', status: after.status } };
  });
}
