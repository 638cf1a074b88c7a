import type { HubStore } from '../../hub/store/port.ts';
import { REPLICATED, type ReplicatedName } from '../../shared/contract/hub/index.ts';
import { canonicalJson, type DomainEvent } from '../../shared/domain/index.ts';
import type { OrderDoc, ShipmentDoc, WaybillDoc } from '../../shared/schema/index.ts';
import { orderState, shipmentState, waybillState } from './desk.ts';
import type { Disk } from './disk.ts';
import type { Answer, Commit } from './hubs.ts';
import type { Station } from './station.ts';
import { isAggregate, type Doc } from './types.ts';

/** What must hold after the last exchange. Every function gives a line for each thing that does not. */

type Replica = ReadonlyMap<string, Doc>;

/** What is asked of a station here. */
export interface Checked extends Pick<Station, 'name' | 'acknowledged'> {
  readonly disk: Pick<Disk, 'all' | 'get' | 'refused'>;
}

export interface Site {
  readonly site: string;
  readonly stations: readonly Checked[];
  readonly hub: ReadonlyMap<ReplicatedName, Replica>;
}

export async function readHub(store: HubStore, site: string): Promise<Site['hub']> {
  const all = new Map<ReplicatedName, Map<string, Doc>>(REPLICATED.map((name) => [name, new Map()]));
  for (let after = 0; ;) {
    const { documents, upTo } = await store.feed(site, after, 500);
    for (const { collection, id, document } of documents)
      all.get(collection as ReplicatedName)?.set(id, document as Doc);
    if (documents.length === 0) return all;
    after = upTo;
  }
}

/** Every replica has what the hub has, to the last field. */
export function differences({ stations, hub }: Site): string[] {
  const found: string[] = [];
  for (const station of stations) {
    for (const collection of REPLICATED) {
      const theirs = hub.get(collection) ?? new Map<string, Doc>();
      const ours = new Map(station.disk.all(collection).map((doc) => [doc.id, doc]));
      for (const id of new Set([...theirs.keys(), ...ours.keys()])) {
        const [a, b] = [ours.get(id), theirs.get(id)];
        const where = `${station.name} ${collection} ${id}`;
        if (!a) found.push(`${where} is only at the hub`);
        else if (!b) found.push(`${where} is not at the hub`);
        else if (canonicalJson(a) !== canonicalJson(b))
          found.push(`${where} differs: ${firstDifference(a, b)}`);
      }
    }
    for (const [key, { code }] of station.disk.refused())
      found.push(`${station.name} ${key} is still refused: ${code}`);
  }
  return found;
}

function firstDifference(a: Doc, b: Doc): string {
  if (isAggregate(a) && isAggregate(b)) {
    const theirs = new Map(b.events.map((event) => [event.id, event]));
    for (const event of a.events) {
      const other = theirs.get(event.id);
      if (!other) return `event ${event.id} (${event.type}) is only at the station`;
      if (canonicalJson(other) !== canonicalJson(event))
        return `event ${event.id} at ${event.at} and at ${other.at}`;
      theirs.delete(event.id);
    }
    const [left] = theirs.values();
    if (left) return `event ${left.id} (${left.type}) is only at the hub`;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
    if (canonicalJson(a[key]) !== canonicalJson(b[key]))
      return `${key}: ${canonicalJson(a[key])} and ${canonicalJson(b[key])}`;
  return 'nothing that can be named';
}

/** Everything that a station has acknowledged is at the hub. */
export function losses({ stations, hub }: Site): string[] {
  const found: string[] = [];
  for (const station of stations) {
    for (const { collection, id, event, stamp } of station.acknowledged()) {
      const doc = hub.get(collection)?.get(id);
      const where = `${station.name} acknowledged ${collection} ${id}`;
      if (!doc) found.push(`${where}: not there`);
      else if (event && !(isAggregate(doc) && keeps(doc.events, event)))
        found.push(`${where}: event ${event.id} (${event.type}) is lost`);
      else if (stamp !== undefined && String(doc['stamp'] ?? '') < stamp)
        found.push(`${where}: ${stamp} is lost, there is ${String(doc['stamp'])}`);
    }
  }
  return found;
}

/** The event itself; of one that another station made too (a derived id), the earlier of the two. */
function keeps(events: readonly DomainEvent[], event: DomainEvent): boolean {
  const kept = events.find((each) => each.id === event.id);
  if (kept === undefined || kept.type !== event.type) return false;
  return canonicalJson(kept) === canonicalJson(event) || (event.id.includes(':') && kept.at < event.at);
}

/** No number on two living parcels without an exception on that number; its two bindings name both. */
export function doubleNumbers({ hub }: Site): string[] {
  const holders = new Map<string, string[]>();
  for (const doc of hub.get('shipments')?.values() ?? []) {
    const { waybill, status } = shipmentState(doc as unknown as ShipmentDoc);
    if (!waybill || status === 'VOIDED') continue;
    const id = `${waybill.carrier}:${waybill.number}`;
    holders.set(id, [...(holders.get(id) ?? []), doc.id]);
  }
  const found: string[] = [];
  for (const [id, shipments] of holders) {
    if (shipments.length < 2) continue;
    const number = hub.get('waybills')?.get(id) as unknown as WaybillDoc | undefined;
    const named = new Set(
      number?.events.flatMap((event) => (event.type === 'bound' ? [event.data.shipment] : [])) ?? [],
    );
    const told = number !== undefined && conflictsOf(number).some((code) => code.startsWith('bound_'));
    if (!told || shipments.some((each) => !named.has(each)))
      found.push(`${id} is bound to ${shipments.join(' and ')}, and nobody is told`);
  }
  return found;
}

/** Exceptions of a number, those that a person has closed too. */
const conflictsOf = (doc: WaybillDoc): string[] =>
  waybillState({
    ...doc,
    events: doc.events.filter((event) => event.type !== 'exception_closed'),
  } as WaybillDoc).exceptions.map(({ code }) => code);

/** Whatever order the events lie in, each replica tells the same states and the same exceptions. */
export function disagreements({ stations, hub }: Site): string[] {
  const found: string[] = [];
  const states = {
    orders: (doc: Doc) => orderState(doc as unknown as OrderDoc),
    shipments: (doc: Doc) => shipmentState(doc as unknown as ShipmentDoc),
    waybills: (doc: Doc) => waybillState(doc as unknown as WaybillDoc),
  };
  for (const [name, stateOf] of Object.entries(states)) {
    const collection = name as keyof typeof states;
    for (const doc of hub.get(collection)?.values() ?? []) {
      const there = canonicalJson(stateOf(doc));
      for (const station of stations) {
        const own = station.disk.get(collection, doc.id);
        if (!own || !isAggregate(own)) continue;
        const turned = { ...own, events: [...own.events].reverse() };
        if (canonicalJson(stateOf(turned)) !== there)
          found.push(`${station.name} tells another state of ${name} ${doc.id}`);
      }
    }
  }
  return found;
}

/** The order of commits has no gap, and nothing is written that changes nothing. */
export function gaps(commits: readonly Commit[]): string[] {
  const found: string[] = [];
  const bySite = Map.groupBy(commits, ({ site }) => site);
  for (const [site, own] of bySite) {
    const sorted = [...own].sort((a, b) => a.seq - b.seq);
    sorted.forEach(({ seq }, at) => {
      if (seq !== at + 1) found.push(`${site}: commit ${at + 1} has seq ${seq}`);
    });
    const last = new Map<string, string>();
    for (const { collection, id, fingerprint, seq } of sorted) {
      const key = `${collection}:${id}`;
      if (last.get(key) === fingerprint && collection !== 'files')
        found.push(`${site}: seq ${seq} writes ${key} as it was`);
      last.set(key, fingerprint);
    }
  }
  return found.slice(0, 5);
}

/** A reader that goes on from an answer's checkpoint has been given everything up to it. */
export function skipped(commits: readonly Commit[], answers: readonly Answer[]): string[] {
  const found: string[] = [];
  const bySite = Map.groupBy(commits, ({ site }) => site);
  const sorted = new Map([...bySite].map(([site, own]) => [site, [...own].sort((a, b) => a.seq - b.seq)]));
  for (const { site, collection, after, checkpoint, documents } of answers) {
    if (checkpoint.seq < after)
      found.push(`${site} ${collection}: the checkpoint went back to ${checkpoint.seq}`);
    const own = sorted.get(site) ?? [];
    const given = new Set(documents.map((doc) => doc.id));
    for (const { seq, collection: of, id } of own.slice(after, checkpoint.seq)) {
      if (of !== collection || given.has(id)) continue;
      // Written again since: the reader gets it there.
      if (own.slice(checkpoint.seq).some((later) => later.collection === collection && later.id === id))
        continue;
      found.push(
        `${site} ${collection} ${id}: seq ${seq} was not in the answer after ${after} up to ${checkpoint.seq}`,
      );
    }
  }
  return found.slice(0, 5);
}
