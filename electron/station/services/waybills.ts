import { normaliseWaybill } from '../../../shared/codec/index.ts';
import {
  ownNumber,
  type Actor,
  type Carrier,
  type Routing,
  type WaybillEvent,
  type WaybillSource,
} from '../../../shared/domain/index.ts';
import type { ComponentDocument } from '../printing/component/index.ts';
import type { WaybillDoc } from '../../../shared/schema/index.ts';
import { waybillDoc, type Change } from '../database/index.ts';
import { accepted, refused, type Context, type Outcome } from './context.ts';
import { appendEvents, appending, stamp, withEvents, type Draft } from './events.ts';
import type { LeaseSource, LeasesService } from './leases.ts';
import { createKeyedQueue } from './mutex.ts';

export interface WaybillsService {
  get(carrier: string, number: string): Promise<WaybillDoc | undefined>;
  /** All waybills with that number: patterns overlap, so two carriers may share one. */
  byNumber(number: string): Promise<WaybillDoc[]>;
  /** Numbers that a carrier's or platform's file gave for the order. */
  ofOrder(order: string): Promise<WaybillDoc[]>;
  /** Those of the orders that have any. */
  ofOrders(orders: readonly string[]): Promise<Map<string, WaybillDoc[]>>;
  /**
   * Takes numbers from a file. Those that are here already stay as they are, but for routing that was missing.
   * @returns what became of each, in order; `other_order`: the number belongs to another order already
   */
  add(waybills: readonly NewWaybill[]): Promise<('added' | 'known' | 'routing_added' | 'other_order')[]>;
  /**
   * Binds a number to a shipment, for good, in one transaction with the change by which the shipment learns of it, which is
   * the first of `also`. Durable after `ctx.db.barrier()` of the caller.
   * Refused `number_used` where it belongs to another shipment or is void, `not_here` where `also` refuses.
   * @returns the document of that first change
   */
  bind<Doc>(
    input: Binding,
    actor: Actor,
    also: readonly [Change<Doc>, ...Change[]],
  ): Promise<Outcome<Doc | undefined>>;
  /**
   * The next number that this carrier allows for a shipment without one, from our series or the free pool. Nothing is
   * written; nobody else is offered it until it is bound or given back.
   */
  offer(carrier: Carrier): Promise<WaybillDoc | undefined>;
  giveBack(offered: WaybillDoc): void;
  note(carrier: string, number: string, draft: Draft, actor: Actor): Promise<void>;
  /** The same as one change of an act (`db.together`). */
  noting(carrier: string, number: string, draft: Draft, actor: Actor): Change<WaybillDoc>;
  freeCount(carrier: string): Promise<number>;
  /** What the station's own series will use next, where it goes on alone. */
  seriesNext(): Promise<number>;
}

export interface Binding {
  readonly carrier: string;
  readonly number: string;
  readonly shipment: string;
  readonly source: WaybillSource;
}

export interface NewWaybill {
  readonly carrier: string;
  readonly number: string;
  readonly source: WaybillSource;
  readonly order?: string;
  readonly routing?: Routing;
  readonly service?: string;
  /** For a platform's print component, as it was given; it is sealed before it is written. */
  readonly document?: ComponentDocument;
}

const isFree = (doc: WaybillDoc): boolean =>
  doc.shipment === '' && (doc.state === 'FREE' || doc.state === 'LEASED');

const seriesId = (carrier: string): string => `series:${carrier}`;

const TAKEN: ReadonlySet<string> = new Set(['BOUND', 'PRINTED', 'USED', 'VOIDED']);
/** It has a parcel, or is void: no number to give anybody. */
export const isTaken = ({ state }: Pick<WaybillDoc, 'state'>): boolean => TAKEN.has(state);
export const waybillId = (carrier: string, number: string): string => `${carrier}:${number}`;

export function createWaybills(
  ctx: Context,
  /** Numbers that a hub has put aside for this station. */
  leases: Pick<LeasesService, 'joined' | 'stock' | 'spent' | 'isOurs' | 'seriesFrom'>,
): WaybillsService {
  const { waybills: table } = ctx.db;
  // A number is given out once: everything that hands numbers out runs one after another.
  const queue = createKeyedQueue();
  /** Ids of numbers that somebody is about to bind. */
  const offered = new Set<string>();
  /** The next number of our series, once it was asked for, and for which carriers some were given. */
  let next: number | undefined;
  const used = new Set<string>();

  const fresh = ({ document, ...waybill }: NewWaybill): WaybillDoc => {
    const id = waybillId(waybill.carrier, waybill.number);
    const sealed = document && { document: ctx.sealer.seal(document, id) };
    const base = { ...waybill, ...sealed };
    return waybillDoc({ id, site: ctx.site, base, events: [] } as unknown as WaybillDoc);
  };

  async function append(doc: WaybillDoc, drafts: readonly Draft[], actor: Actor): Promise<WaybillDoc> {
    const events = stamp<WaybillEvent>(ctx, actor, drafts);
    return (await appendEvents(table, waybillDoc, doc.id, events)) ?? doc;
  }

  async function bindNow<Doc>(
    input: Binding,
    actor: Actor,
    also: readonly [Change<Doc>, ...Change[]],
  ): Promise<Outcome<Doc | undefined>> {
    const number = normaliseWaybill(input.number);
    const id = waybillId(input.carrier, number);
    offered.delete(id);
    const bound = { type: 'bound', data: { shipment: input.shipment }, id: `bound:${id}:${input.shipment}` };
    const events = stamp<WaybillEvent>(ctx, actor, [bound]);
    const withBound = (doc: WaybillDoc): WaybillDoc => waybillDoc(withEvents(doc, events));
    for (;;) {
      const before = await table.get(id);
      const isOwn = before?.shipment === input.shipment && before.state !== 'VOIDED';
      if (before && !isOwn && !isFree(before)) {
        const { state, shipment } = before;
        return refused('number_used', { number, state, shipment });
      }
      const changes: Change[] = [];
      if (!before) {
        if (input.source === 'own') changes.push(...keepSeries(input.carrier));
        changes.push(
          table.inserting(withBound(fresh({ carrier: input.carrier, number, source: input.source }))),
        );
      } else if (!isOwn) {
        changes.push(table.changing(id, (doc) => (isFree(doc) ? withBound(doc) : undefined)));
      }
      const written = await ctx.db.together([...also, ...changes]);
      if (written.done) {
        if (input.source === 'own' || input.source === 'pool')
          leases.spent(input.carrier, input.source, number);
        return accepted(written.docs[0]);
      }
      if (written.refused < also.length) return refused('not_here', { shipment: input.shipment });
      // Somebody else took the number in the same moment: what is there now says who.
    }
  }

  /** One count for all carriers: two labels of one text would be one label to a gun. */
  async function seriesNext(): Promise<number> {
    if (next === undefined) {
      const docs = await ctx.db.config.find({ selector: { kind: 'series' } });
      next ??= Math.max(1, ...docs.map((doc) => Number(doc.value['next'] ?? 1)));
    }
    return next;
  }

  async function nextOfSeries(carrier: string): Promise<string> {
    const given = Math.max(await seriesNext(), leases.seriesFrom());
    next = given + 1;
    used.add(carrier);
    return ownNumber(ctx.station, given);
  }

  /** The first of what the hub has put aside that is still free here. */
  async function ofLease(carrier: string, source: LeaseSource): Promise<WaybillDoc | undefined> {
    for (const number of leases.stock(carrier, source)) {
      const id = waybillId(carrier, number);
      if (offered.has(id)) continue;
      const doc = await table.get(id);
      if (doc ? source === 'pool' && leases.isOurs(doc) : source === 'own') {
        offered.add(id);
        return doc ?? fresh({ carrier, number, source });
      }
      // What the hub has leased to us since (it lay free, or was somebody else's) comes with the next pull.
      if (doc && isTaken(doc)) leases.spent(carrier, source, number);
    }
    return undefined;
  }

  /** A number that was offered and never bound may be offered again after a restart. */
  function keepSeries(carrier: string): Change[] {
    if (next === undefined || !used.has(carrier)) return [];
    const doc = { id: seriesId(carrier), kind: 'series', value: { next }, private: {} } as const;
    return [ctx.db.config.putting(doc)];
  }

  return {
    get: (carrier, number) => table.get(waybillId(carrier, number)),
    byNumber: (number) => table.find({ selector: { number } }),
    ofOrder: (order) => table.find({ selector: { order } }),
    async ofOrders(orders) {
      const found = new Map<string, WaybillDoc[]>();
      if (orders.length === 0) return found;
      for (const doc of await table.find({ selector: { order: { $in: [...new Set(orders)] } } }))
        found.set(doc.order, [...(found.get(doc.order) ?? []), doc]);
      return found;
    },
    add: (waybills) =>
      queue.run('numbers', async () => {
        const { existing } = await table.insertMany(waybills.map(fresh));
        return Promise.all(
          waybills.map(async (waybill) => {
            const id = waybillId(waybill.carrier, waybill.number);
            const before = existing.has(id) ? await table.get(id) : undefined;
            if (!before) return 'added';
            if (before.order !== (waybill.order ?? '')) return 'other_order';
            const { routing } = waybill;
            if (!routing || before.base.routing) return 'known';
            await table.update(id, (doc) => waybillDoc({ ...doc, base: { ...doc.base, routing } }));
            return 'routing_added';
          }),
        );
      }),
    bind: (input, actor, also) => queue.run('numbers', () => bindNow(input, actor, also)),
    offer: (carrier) =>
      queue.run('numbers', async () => {
        if (carrier.sources.includes('pool') && carrier.freePool) {
          const leased = await ofLease(carrier.code, 'pool');
          if (leased) return leased;
        }
        if (carrier.sources.includes('pool') && carrier.freePool && !leases.joined()) {
          const free = await table.find({
            selector: { carrier: carrier.code, state: 'FREE', order: '' },
            sort: [{ number: 'asc' }],
            limit: offered.size + 1,
          });
          const first = free.find((doc) => !offered.has(doc.id));
          if (first) {
            offered.add(first.id);
            return first;
          }
        }
        if (!carrier.sources.includes('own')) return undefined;
        const leased = await ofLease(carrier.code, 'own');
        if (leased) return leased;
        // A number that exists already (restored backup, copied folder) is skipped, never given out again.
        for (;;) {
          const number = await nextOfSeries(carrier.code);
          if (!(await table.get(waybillId(carrier.code, number))))
            return fresh({ carrier: carrier.code, number, source: 'own' });
        }
      }),
    giveBack: ({ id }) => void offered.delete(id),
    async note(carrier, number, draft, actor) {
      const doc = await table.get(waybillId(carrier, number));
      if (doc) await append(doc, [draft], actor);
    },
    noting: (carrier, number, draft, actor) =>
      appending(table, waybillDoc, waybillId(carrier, number), stamp<WaybillEvent>(ctx, actor, [draft]), {
        missing: 'skip',
      }),
    seriesNext,
    freeCount: (carrier) => table.count({ carrier, state: 'FREE', order: '' }),
  };
}
