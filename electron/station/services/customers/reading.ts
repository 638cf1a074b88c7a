import { setTimeout as sleep } from 'node:timers/promises';
import { hlcMs } from '../../../../shared/base/index.ts';
import { foldOrder } from '../../../../shared/domain/index.ts';
import { nameKey, phoneKey, receiverOf, receiverText } from '../../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { createPace } from '../../pace.ts';
import { openCustomerIndex, type CustomerIndex, type IndexedOrder } from '../../projections/customers.ts';
import { customerIndexFile } from '../../projections/place.ts';
import { nameOf, type Context } from '../context.ts';
import { createInTurn } from '../mutex.ts';
import type { SiteKey } from '../site-key.ts';

/** The index of customers, made from the orders when somebody first asks for it, and kept up from then on. */
export interface CustomerReading {
  /** Up to date with all that is written; waits for a first building only up to `patience` ms. */
  fresh(patience?: number): Promise<CustomerIndex>;
  building(): boolean;
  hashes: CustomerHashes;
  close(): Promise<void>;
}

export interface CustomerHashes {
  /** '' where the number is masked or none. */
  phone(phone: string): string;
  name(name: string): string;
  /** As an order's `receiverHash`. */
  receiver(text: string): string;
}

/** Hex digits of a hash, as of the orders' receivers. */
const HASH_LENGTH = 32;
/** Orders of one transaction, which is one turn. */
const PAGE = 40;
/** After a page as long as it took, at most, ms: whoever works has half of the time. */
const REST_MOST_MS = 20;
/** Somebody waits for an answer no longer for an index that is made for the first time, ms. */
const PATIENCE_MS = 4_000;

export function createCustomerReading(ctx: Context, siteKey: Pick<SiteKey, 'hash'>): CustomerReading {
  const hash = (kind: string, text: string): string => siteKey.hash(`${kind}:${text}`).slice(0, HASH_LENGTH);
  const hashes: CustomerHashes = {
    phone(phone) {
      const key = phoneKey(phone);
      return key === undefined ? '' : hash('phone', key);
    },
    name: (name) => (nameKey(name) === '' || /[*＊]/.test(name) ? '' : hash('name', nameKey(name))),
    receiver: (text) => siteKey.hash(text).slice(0, HASH_LENGTH),
  };
  let index: CustomerIndex | undefined;
  let built: Promise<void> | undefined;
  let ready = false;
  let closed = false;
  /** Two that ask at once both wait for what is written since: none goes by while the other takes it in. */
  const inTurn = createInTurn();
  /** Orders written since, newest state of each. */
  const dirty = new Map<string, OrderDoc>();

  function rowOf(doc: OrderDoc): IndexedOrder {
    const receiver = receiverOf(doc);
    const asked = doc.events.some((event) => event.type === 'change_requested')
      ? foldOrder(doc).changeRequests[0]
      : undefined;
    const askedEvent = asked && doc.events.find(({ id }) => id === asked.id);
    return {
      id: doc.id,
      phone: receiver ? hashes.phone(receiver.phone) : '',
      name: receiver ? hashes.name(receiver.name) : '',
      receiver: receiver ? hashes.receiver(receiverText(receiver)) : '',
      at: doc.orderedAt,
      askedAt: askedEvent ? hlcMs(askedEvent.at) : 0,
    };
  }

  function open(): CustomerIndex {
    // Another key makes other hashes: the name of the key is a hash with it.
    index ??= openCustomerIndex(customerIndexFile(ctx.dataDir), hash('key', 'customers'));
    return index;
  }

  async function build(): Promise<void> {
    const into = open();
    // What is written from now on is heard; what was written before is read below.
    ctx.db.orders.onWritten((docs) => {
      for (const { doc } of docs) dirty.set(doc.id, doc);
    });
    ctx.db.orders.onPurged((ids) => {
      for (const id of ids) dirty.delete(id);
      if (!closed) into.drop(ids);
    });
    const pace = createPace();
    for (let place = into.place() ?? { id: '', lwt: 0 }; !closed;) {
      await ctx.scans.clear();
      const began = performance.now();
      const page = await ctx.db.orders.changesSince(place, PAGE);
      const rows: IndexedOrder[] = [];
      for (const doc of page.docs) {
        rows.push(rowOf(doc));
        await pace.step();
      }
      if (closed) return;
      into.take(rows, page.place);
      if (!page.more) break;
      place = page.place;
      await sleep(Math.min(REST_MOST_MS, performance.now() - began));
    }
    ready = true;
  }

  async function flush(into: CustomerIndex): Promise<void> {
    const pace = createPace();
    while (dirty.size > 0) {
      const some = [...dirty.entries()].slice(0, PAGE);
      const rows: IndexedOrder[] = [];
      for (const [id, doc] of some) {
        if (dirty.get(id) === doc) dirty.delete(id);
        rows.push(rowOf(doc));
        await pace.step();
      }
      // Without a place: after the next start the last page is read again, which changes nothing.
      into.take(rows, undefined);
    }
  }

  return {
    hashes,
    building: () => built !== undefined && !ready,
    async fresh(patience = PATIENCE_MS) {
      built ??= build().catch((error: unknown) => {
        built = undefined;
        ctx.log(`index of customers not made: ${nameOf(error)}`);
      });
      if (!ready) {
        let timer: NodeJS.Timeout | undefined;
        const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
        await Promise.race([built, enough]);
        clearTimeout(timer);
      }
      const into = open();
      if (ready) await inTurn(() => flush(into));
      return into;
    },
    async close() {
      closed = true;
      await built;
      index?.close();
      index = undefined;
    },
  };
}
