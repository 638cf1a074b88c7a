import type { z } from 'zod';
import type {
  olderOrderAnswer,
  olderSearchAnswer,
  olderSearchRequest,
} from '../../shared/contract/hub/index.ts';
import { BUILT_IN_OPERATOR } from '../../shared/domain/acceptance/index.ts';
import { foldOrder, type Party, type Role } from '../../shared/domain/index.ts';
import { receiverOf } from '../../shared/intake/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../shared/schema/index.ts';
import { maskedReceiver } from '../intake/view.ts';
import { parcelsOf } from '../intake/take.ts';
import type { Caller } from '../replication/pull.ts';
import type { HubStore, JsonObject } from '../store/port.ts';

type Store = Pick<HubStore, 'find' | 'documents'>;

/** Orders in one answer weigh no more than this (bytes of JSON, estimated by length). */
const MAX_ANSWER = 8 * 2 ** 20;
/** Posts that may see a receiver in clear, as at the station (`METHOD_RIGHTS`). */
export const REVEALING: readonly Role[] = ['CLK', 'REV', 'CS', 'WHL', 'SHP', 'LOG', 'MGR'];

const EMPTY = { events: {} };
/** What is sealed at the hub stays there. */
const withoutPrivate = (document: JsonObject): JsonObject => ({ ...document, private: EMPTY });

/** Orders of the caller's site that one of the terms leads to. @throws StoreUnavailableError */
export async function searchOlder(
  store: Store,
  who: Caller,
  { terms, limit }: z.output<typeof olderSearchRequest>,
): Promise<z.infer<typeof olderSearchAnswer>> {
  const ids = await store.find(who.site, { terms, limit: limit + 1 });
  const found = await store.documents(who.site, 'orders', ids.slice(0, limit));
  const orders: JsonObject[] = [];
  let size = 0;
  let more = ids.length > limit;
  for (const id of ids.slice(0, limit)) {
    const order = found.get(id);
    if (!order) continue;
    const shown = withoutPrivate(order.document);
    size += JSON.stringify(shown).length;
    if (orders.length > 0 && size > MAX_ANSWER) {
      more = true;
      break;
    }
    orders.push(shown);
  }
  return { orders, more };
}

const orderOf = async (store: Store, who: Caller, id: string): Promise<OrderDoc | undefined> =>
  (await store.documents(who.site, 'orders', [id])).get(id)?.document as OrderDoc | undefined;

/** @returns undefined where the caller's site has no such order. @throws StoreUnavailableError */
export async function readOlder(
  store: Store,
  who: Caller,
  id: string,
): Promise<z.infer<typeof olderOrderAnswer> | undefined> {
  const order = await orderOf(store, who, id);
  if (!order) return undefined;
  const read = async <D>(collection: string, ids: readonly string[]): Promise<Map<string, D>> =>
    new Map(
      [...(await store.documents(who.site, collection, ids))].map(([key, { document }]) => [
        key,
        document as D,
      ]),
    );
  const parcels = await parcelsOf(
    { get: (collection, ids) => read(collection, ids) },
    order,
    foldOrder(order),
  );
  const waybills = await read<JsonObject>('waybills', [...new Set(parcels.flatMap(numbersOf))]);
  const receiver = receiverOf(order);
  const { remark, sellerNote } = order.private.base ?? {};
  return {
    order: withoutPrivate({ ...order }),
    receiver: receiver === undefined ? null : maskedReceiver(receiver),
    remark: remark ?? null,
    sellerNote: sellerNote ?? null,
    shipments: parcels.map((parcel) => ({ ...parcel })),
    waybills: [...waybills.values()],
  };
}

/** Ids of the documents of all numbers that the parcel ever had. */
const numbersOf = ({ events }: ShipmentDoc): string[] =>
  events.flatMap((event) =>
    event.type === 'waybill_bound' ? [`${event.data.carrier}:${event.data.number}`] : [],
  );

/** The receiver in clear, or why not. @throws StoreUnavailableError */
export async function revealOlder(
  store: Store,
  who: Caller,
  { order: id, by }: { readonly order: string; readonly by: string },
): Promise<Party | 'role_not_allowed' | 'order_unknown' | 'receiver_missing'> {
  if (!(await mayReveal(store, who, by))) return 'role_not_allowed';
  const order = await orderOf(store, who, id);
  if (!order) return 'order_unknown';
  return receiverOf(order) ?? 'receiver_missing';
}

async function mayReveal(store: Store, who: Caller, by: string): Promise<boolean> {
  const person = (await store.documents(who.site, 'people', [by])).get(by)?.document;
  // A station's own first operator may be known here a little later than what he does.
  const roles =
    person === undefined
      ? by.startsWith(`op:${who.station}-`)
        ? BUILT_IN_OPERATOR
        : []
      : person['active'] === true && person['site'] === who.site
        ? (person['roles'] as readonly Role[])
        : [];
  return roles.some((role) => REVEALING.includes(role));
}
