import { setTimeout as sleep } from 'node:timers/promises';
import { orderTexts, shipmentTexts, type KeyedHash } from '../../shared/domain/finding/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../shared/schema/index.ts';
import { repeated } from '../repeated.ts';
import { keyedHash, siteKeyOf } from '../site-key.ts';
import type { DocumentTerms, HubRecord, HubStore, StoredDocument } from '../store/port.ts';

/**
 * The terms by which orders are found (`HubStore.find`), made from the documents some seconds after they were written: it
 * reads each collection in the order of its commits from where it stood, so a push waits for nothing, documents of an older
 * version get theirs too, and what an erasure takes away goes from here as well.
 */
export interface TermsIndex {
  start(): void;
  stop(): Promise<void>;
  /** Makes the terms of all that the site has by now. */
  catchUp(site: string): Promise<void>;
}

const KIND = 'terms';
/** Another makes all terms anew. */
const VERSION = 1;
const COLLECTIONS = ['orders', 'shipments'] as const;
/** Documents of one transaction, which holds the site. */
const PAGE = 100;
/** Between two pages: stations come first. ms, and so many times what the page took, that is a tenth of a core at most. */
const REST_MS = 20;
const REST = 9;
const MOST_MS = 1_000;
const EVERY_MS = 3_000;

interface Mark {
  readonly seq: number;
  readonly version: number;
}

export function createTermsIndex(deps: {
  readonly store: HubStore;
  readonly onError: (error: unknown) => void;
}): TermsIndex {
  const { store, onError } = deps;
  /** Sites that may have something new; undefined: nobody has looked yet. */
  let touched: Set<string> | undefined;
  let ended = false;
  const keys = new Map<string, KeyedHash>();
  const stopListening = store.onCommit((site) => touched?.add(site));

  async function hashOf(site: string): Promise<KeyedHash> {
    const known = keys.get(site) ?? keyedHash(await siteKeyOf(store, site));
    keys.set(site, known);
    return known;
  }

  /** @returns how far it went, by the version of these terms */
  function seqOf(record: HubRecord | undefined): number {
    const { seq, version } = (record?.body ?? {}) as Partial<Mark>;
    return version === VERSION && seq !== undefined ? seq : 0;
  }

  /** @returns whether there may be more */
  async function page(site: string, collection: (typeof COLLECTIONS)[number]): Promise<boolean> {
    const id = `${site}/${collection}`;
    const after = seqOf(await store.record(KIND, id));
    const { documents } = await store.changes(site, { collection, after, limit: PAGE });
    const last = documents.at(-1);
    if (!last) return false;
    const hash = await hashOf(site);
    const entries = documents.map((each) => termsOf(each, hash));
    await store.transaction(site, async (tx) => {
      // Another hub on the same database was quicker.
      if (seqOf(await tx.record(KIND, id)) !== after) return;
      await tx.putTerms(entries);
      const body: Mark = { seq: last.seq, version: VERSION };
      await tx.putRecord({ kind: KIND, id, site, state: '', due: 0, body: { ...body } });
    });
    return true;
  }

  async function catchUp(site: string): Promise<void> {
    for (const collection of COLLECTIONS) {
      let began = performance.now();
      while (!ended && (await page(site, collection))) {
        const took = performance.now() - began;
        await sleep(Math.min(MOST_MS, REST_MS + REST * took), undefined, { ref: false });
        began = performance.now();
      }
    }
  }

  const loop = repeated(async () => {
    let todo: string[] = [];
    try {
      todo = [...(touched ?? (await store.sites()))];
      touched = new Set();
      for (let site = todo[0]; site !== undefined; site = todo[0]) {
        await catchUp(site);
        todo.shift();
      }
    } catch (error) {
      for (const site of todo) touched?.add(site);
      if (!ended) onError(error);
    }
  }, EVERY_MS);

  return {
    start: () => loop.start(),
    async stop() {
      ended = true;
      stopListening();
      await loop.stop();
    },
    catchUp,
  };
}

function termsOf({ collection, id, document }: StoredDocument, hash: KeyedHash): DocumentTerms {
  if (collection === 'orders') {
    const order = document as unknown as OrderDoc;
    return { collection, id, terms: orderTexts(order).map(hash), targets: [id], at: moment(order.orderedAt) };
  }
  const shipment = document as unknown as ShipmentDoc;
  const { orders, createdAt } = shipment.base;
  return {
    ...{ collection, id, targets: orders, at: moment(createdAt) },
    terms: shipmentTexts(shipment).map(hash),
  };
}

const moment = (at: number): number => (Number.isSafeInteger(at) && at >= 0 ? at : 0);
